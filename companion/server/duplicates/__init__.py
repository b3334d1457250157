"""Duplicates: found, merged by a person who sees the result first, undone later."""
