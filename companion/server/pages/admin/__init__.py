"""The admin's rooms: people, laptops, kinds of objections, match rules, imports, log, settings."""
