"""What every test can use; the fixtures themselves are in tests/live/fixtures.py."""

pytest_plugins = ["tests.live.fixtures", "tests.live.mailbox", "tests.live.mail_worlds"]
