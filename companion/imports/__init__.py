"""Other people's files made into our words: one reader for the server and the laptop."""
