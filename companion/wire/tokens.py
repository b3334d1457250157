"""How the tokens of laptops look; apart from the messages, which a window begins without."""

TOKEN_PREFIX = "cp_dev_"  # noqa: S105 - marks tokens so that scanners find leaked ones
