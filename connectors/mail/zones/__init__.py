"""Zones: which part of a message each line stands in (own text, greeting, sign-off, signature, quote, forward …)."""
