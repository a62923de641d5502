"""Numbered migrations, each a frozen step from one schema version to the next."""
