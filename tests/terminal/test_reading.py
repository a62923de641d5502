"""The thread that reads the terminal: it sleeps until there is something to do."""

from __future__ import annotations

import select

from aduanas_tui.terminal.driver import _EndEvent
from aduanas_tui.terminal.letters import TypedText


def is_readable(handle: int) -> bool:
    return bool(select.select([handle], [], [], 0)[0])


def test_the_end_wakes_who_reads() -> None:
    end = _EndEvent()
    assert not end.is_set() and not is_readable(end.handle)
    end.set()
    end.set()
    assert end.is_set() and is_readable(end.handle)
    end.clear()
    end.clear()
    assert not end.is_set() and not is_readable(end.handle), "the next thread reads on"


def test_only_what_may_be_latin_is_waited_for() -> None:
    for encoding, holds in (("ascii", True), ("utf-8", False)):
        typed = TypedText(encoding)
        assert typed.feed(b"ma\xc3") == "ma"
        assert typed.holds is holds
        assert typed.tick() == ("Ã" if holds else "")
        assert not typed.holds
