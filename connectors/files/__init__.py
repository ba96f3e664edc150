"""CSV and vCard import."""
