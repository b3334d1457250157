"""The words of the product, as frozen values and rules. Stands on the standard library alone."""
