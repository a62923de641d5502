"""Many operators at once, and programs killed at any moment; see ``python -m tests.stress -h``."""
