"""A believable small firm on embedded servers."""
