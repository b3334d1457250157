"""Taking over a list from another program: seen first, then run, with a report to keep."""
