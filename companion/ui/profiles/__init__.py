"""Several profiles on one laptop."""
