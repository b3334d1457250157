"""The inbox: what was heard and waits for marketing, and what became of it."""
