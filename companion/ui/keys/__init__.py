"""Help: every key there is."""
