"""Long runs over any bytes: `make fuzz`. The short ones are part of `make test`."""
