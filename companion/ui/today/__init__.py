"""The list: whom to call today, and the search."""
