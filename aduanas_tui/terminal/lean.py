"""What a start leaves out of Textual and asyncio, because this program never uses it.

Private: Textual 8.2.8 imports its own command palette with the app, and the palette a dozen of
widgets; asyncio imports the encryption of connections. The program has a palette of its own and
connects to nothing: without them it starts an eighth of Textual's time sooner and holds less
memory. tests/terminal/test_lean.py holds it to the pinned version.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

_PALETTE: Final = "textual.command"
_TAKEN_FROM_IT: Final = (
    *("CommandListItem", "CommandPalette", "Provider", "SimpleProvider"),  # by textual.app
    *("DiscoveryHit", "Hit", "Hits"),  # by textual.theme
)


@contextmanager
def left_out() -> Iterator[None]:
    """Import the program inside the block; what is imported after it is whole."""
    if "textual" in sys.modules:  # too late, and no harm
        yield
        return
    empty = ModuleType(_PALETTE)
    for name in _TAKEN_FROM_IT:
        setattr(empty, name, type(name, (), {}))
    sys.modules[_PALETTE] = empty
    without_encryption = "ssl" not in sys.modules
    if without_encryption:
        sys.modules["ssl"] = None  # type: ignore[assignment]  # asyncio then does without
    try:
        yield
    finally:
        if without_encryption:
            del sys.modules["ssl"]
        if sys.modules.get(_PALETTE) is empty:
            del sys.modules[_PALETTE]
