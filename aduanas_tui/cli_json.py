"""JSON documents for other programs, which may well be shown on a terminal."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from aduanas_tui.domain.text import UNSAFE

_UNSEEN = re.compile(f"{UNSAFE.pattern}|[\u2028\u2029]")


def json_text(value: Any) -> str:
    """Return JSON in which accents can be read, and nothing that a terminal would obey.

    Controls, marks of direction and what has no width are escaped, as stored texts may hold them
    that another program wrote. Where the output is not UTF-8 everything but ASCII is.
    """
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not is_utf8)
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
