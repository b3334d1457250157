"""The line to the server: the status at the bottom, and the page of what needs attention."""
