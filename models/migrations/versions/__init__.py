"""The steps, one file each, numbered."""
