"""Paths as people type them."""

from __future__ import annotations

import os
from pathlib import Path


def expanded(path: Path | str) -> Path:
    """Return the path, ``~`` being a home folder; of nobody known it stays as it is.

    ``Path.expanduser`` raises for somebody unknown.
    """
    return Path(os.path.expanduser(path))  # noqa: PTH111
