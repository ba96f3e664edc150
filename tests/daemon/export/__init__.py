"""Tests of a person's copy as a file."""
