"""What this program is made of, and whose work it stands on."""
