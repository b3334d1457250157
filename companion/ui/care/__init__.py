"""How this laptop is doing: checks, updates, backups, and papers for whoever helps."""
