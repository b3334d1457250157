"""Webhooks out: other programs are told what happens here, after the Standard Webhooks form."""
