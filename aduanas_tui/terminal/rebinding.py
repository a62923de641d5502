"""Giving one node of the program other bindings than its class declares.

Private: Textual (8.2.8) merges the bindings of a class when the class is made and gives each node a
copy; its own keymap cannot tell a key that acts in text fields from a letter.
tests/widgets/test_keymap.py holds it to the pinned version.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import BindingsMap, BindingType
from textual.dom import DOMNode


def rebind(node: DOMNode, action: str, bindings: Iterable[BindingType]) -> None:
    """Put ``bindings`` in the place of all of ``node`` whose action is that one, by its name."""
    kept: dict[str, list[object]] = {}
    ours = BindingsMap(bindings).key_to_bindings
    for key, binding in node._bindings:
        if key not in ours and not binding.action.startswith(f"{action}("):
            kept.setdefault(key, []).append(binding)
    node._bindings = BindingsMap.from_keys({**kept, **ours})  # type: ignore[dict-item]
