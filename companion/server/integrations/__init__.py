"""Programs of others: their keys, what they bring, and what they read."""
