"""Signing in: the cards that ask for a server, and the way through the system's browser."""
