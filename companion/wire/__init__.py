"""Every message between laptop and server: versioned, strict, one definition for both sides."""
