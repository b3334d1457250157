"""Marketing's pages: HTML made on the server, for people who sign in with a password."""
