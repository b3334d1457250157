"""The laptop's database: encrypted, migrated, one transaction per user action."""
