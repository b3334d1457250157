"""What the pages count, kept up with every write so that no view counts calls."""
