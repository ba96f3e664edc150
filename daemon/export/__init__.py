"""A person's copy of their data as a file: JSON for machines, CSV for spreadsheets, a page for reading (W6, W7)."""
