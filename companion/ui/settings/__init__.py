"""What a person may choose about their window."""
