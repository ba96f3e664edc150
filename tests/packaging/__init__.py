"""What is installed: the wheel, the Debian package, the image, the unit."""
