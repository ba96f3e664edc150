"""What staff see: frozen values read from the register. No table leaves this package, and nothing is changed by looking."""
