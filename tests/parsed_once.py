"""Style sheets parsed once for all programs of a test run: Textual parses them for each program."""

from __future__ import annotations

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse = Stylesheet._parse_rules
_known: dict[tuple[Any, ...], list[RuleSet]] = {}


def _parse_once(
    self: Stylesheet,
    css: str,
    read_from: tuple[str, str],
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    what = (css, read_from, is_default_rules, tie_breaker, scope)
    key = (frozenset(self._variables.items()), *what)
    if key not in _known:
        _known[key] = _parse(self, *what)
    return _known[key]


def parse_once() -> None:
    """Let what one program has parsed serve the others, where all variables are the same."""
    Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]
