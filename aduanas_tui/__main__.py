"""``python -m aduanas_tui`` and the console script ``aduanas``."""

from __future__ import annotations

import sys

from aduanas_tui.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
