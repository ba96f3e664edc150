"""Real servers started by the test run, and what tests need to work with them."""
