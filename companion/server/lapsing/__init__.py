"""What goes by itself when it has been kept for as long as an admin said, kind by kind."""
