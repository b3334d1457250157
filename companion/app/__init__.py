"""Builds every object once and passes it on by hand; the only room that knows every other.

``running`` is the program, ``session`` one profile's run of it, ``opening`` what follows its first
picture (docs/decisions/041-the-first-picture.md).
"""
