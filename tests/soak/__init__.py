"""The long runs, started by `make soak`."""
