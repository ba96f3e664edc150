"""The outside world: mail, calendars and files. Never touches the database."""
