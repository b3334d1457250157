"""The line to the shared server: transport, one round of push and pull, backing off."""
