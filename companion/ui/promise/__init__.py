"""The middle column: who is called, and what they were promised."""
