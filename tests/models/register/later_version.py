"""A later version of rekisterid, as a test needs one: its migration changes several tables and moves data between them."""

from pathlib import Path

from models.register.migrate import Migrations

LATER = Migrations("0002", (Path(__file__).parent / "later_migrations",))
