"""Measurements, run by `make bench`: each beside a peer in the same run, as ratios. Nothing here fails on a time."""
