"""You said, we changed: what marketing did about what this rep reported."""
