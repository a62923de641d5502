"""Sizes of files in words."""

from __future__ import annotations


def show_size(size: int) -> str:
    """Return bytes as people say them: ``2.3 GB``."""
    for unit, name in ((10**9, "GB"), (10**6, "MB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{-(-size // 1_000):,} kB"
