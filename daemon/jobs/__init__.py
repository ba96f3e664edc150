"""What the scheduler wakes: pull, ask, send, forget, remind."""
