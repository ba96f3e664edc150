"""Tests of backups and the way back."""
