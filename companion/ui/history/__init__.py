"""Earlier calls with the same person."""
