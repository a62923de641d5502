"""The journal is brought to its place when nobody comes, or before it is large."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.store import checkpoints
from aduanas_tui.store.locks import file_lock


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "oficina.db"
    path.touch()
    return path


def turns(base: Path, count: int) -> int:
    """Take the lock as often, and return the last turn."""
    for _ in range(count - 1):
        with file_lock(base):
            pass
    with file_lock(base) as turn:
        return turn


def test_it_is_due_after_many_turns_and_then_not_again(base: Path) -> None:
    due = [checkpoints.is_due(base, turns(base, 1)) for _ in range(2 * checkpoints.EVERY + 1)]
    assert [place for place, is_due in enumerate(due) if is_due] == [
        checkpoints.EVERY,
        2 * checkpoints.EVERY,
    ]


def test_not_while_others_come_unless_it_was_put_off_for_long(base: Path) -> None:
    turn = turns(base, checkpoints.EVERY + 1)
    turns(base, 1)
    assert not checkpoints.is_due(base, turn), "somebody came since"
    assert checkpoints.is_due(base, turn + 1), "nobody did"
    late = turns(base, checkpoints.AT_LATEST + 1) - 1
    assert checkpoints.is_due(base, late)
    assert not checkpoints.is_due(base, late + 1)


def test_an_older_turn_and_a_base_without_lock_file_have_nothing_to_do(base: Path) -> None:
    assert checkpoints.is_due(base, turns(base, checkpoints.EVERY + 1))
    assert not checkpoints.is_due(base, 0)
    assert not checkpoints.is_due(base.with_name("otra.db"), 500)
