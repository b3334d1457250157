"""The editors: where marketing writes answers and promise versions, and publishes them."""
