"""Tests of the register: each runs on SQLite and on PostgreSQL."""
