"""Measurements: one command prints a table; nothing here asserts a time."""
