"""What the operating system gives: folders, keychain, settings, logs."""
