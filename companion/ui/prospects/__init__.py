"""A prospect entered or mended by hand."""
