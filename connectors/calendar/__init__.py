"""Calendars: fetch (I/O); events, bookings (pure)."""
