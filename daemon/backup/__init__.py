"""Backups: a copy of the whole register, encrypted to a key that is not on this machine, and the way back."""
