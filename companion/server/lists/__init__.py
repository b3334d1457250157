"""Lists that people take over on the page: staged, looked at, tried out, taken over, undone."""
