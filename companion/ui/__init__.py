"""The window: a folder per panel. Views take values and emit signals; presenters take services."""
