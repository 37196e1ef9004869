"""Measures of speed and memory: `make bench`. Never part of the tests."""
