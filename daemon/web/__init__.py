"""Pages: public and staff."""
