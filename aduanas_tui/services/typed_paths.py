"""Paths that are typed after one that was proposed.

As in Emacs and its like, the proposed beginning need not be erased first: of
``/home/ana/Descargas//tmp/lista.csv`` and ``/home/ana/Descargas/~/lista.csv`` what counts begins
at ``/tmp`` and at ``~``.
"""

from __future__ import annotations

import os
from pathlib import Path


def path_typed(typed: str, folder: Path) -> Path:
    """Return the path that is meant: below ``folder`` when it is relative; never raises.

    A slash typed twice by mistake changes nothing: where the later path leads nowhere, but the
    whole does, the whole is meant.
    """
    whole = os.path.expanduser(typed)  # noqa: PTH111 - never raises
    later = os.path.expanduser(last_start(typed))  # noqa: PTH111
    return folder / (whole if _leads(folder / whole) and not _leads(Path(later)) else later)


def last_start(typed: str) -> str:
    """Return ``typed`` from the last place where a path begins: a second slash, or ``~/``."""
    return typed[max(typed.rfind("//"), typed.rfind("/~/")) + 1 :]


def _leads(path: Path) -> bool:
    """Tell whether something is there, or could be put there (hardly beside the root's own)."""
    folder = os.path.dirname(path)  # noqa: PTH120
    return os.path.lexists(path) or (folder != "/" and os.path.isdir(folder))  # noqa: PTH112
