"""What the README shows of the program is made from the program.

``python -m tests.readme`` makes it again: the pictures and the tables of keys.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

README: Final = Path(__file__).parents[2] / "README.md"


def block(mark: str) -> str:
    """Return what stands in the fenced block after ``<!-- mark -->`` in the README.

    Raises:
        LookupError: there is not exactly one such block.

    """
    pattern = rf"^<!-- {re.escape(mark)} -->\n+```\w*\n(.*?)^```$"
    found = re.findall(pattern, README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if len(found) != 1:
        raise LookupError(f"{len(found)} blocks after <!-- {mark} --> in README.md")
    return str(found[0])
