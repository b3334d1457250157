"""One function or method per intention of a person; each returns a value or what changed."""
