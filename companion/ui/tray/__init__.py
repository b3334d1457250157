"""Beside the system's clock: how things stand, a quick way in, and what came up."""
