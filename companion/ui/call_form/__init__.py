"""The right column: the call while it is being written."""
