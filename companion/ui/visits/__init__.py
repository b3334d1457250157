"""Another program asks the window to open somebody."""
