"""Pure rules: values and `now` in, decision and reason out. No I/O, no clock."""
