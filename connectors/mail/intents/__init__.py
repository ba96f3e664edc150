"""Intents: what the sender's own text asks or says: consent, rights requests, feedback."""
