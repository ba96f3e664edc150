"""The command `rekisterid`."""
