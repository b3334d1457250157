"""Every person's rights over what is kept about them: shown whole, or erased everywhere."""
