"""How a second start of the program reaches the window that is open already."""
