"""Runs looked up many at a time are those looked up one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aduanas_tui.store import ranking, runs_ahead
from tests.factories import client, insert_many

NAMES = st.lists(st.text(alphabet="abz", max_size=3), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=NAMES)
def test_they_are_the_same(office: Path, names: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs_ahead, "_AT_ONCE", 3)
        ordered = sorted(names)
        assert list(runs_ahead.runs_ahead(ordered)) == list(ranking.runs_of(ordered))
        if not ranking.neighbours("", 0)[1]:  # the first time there is nobody yet
            insert_many(client(n, name=name) for n, name in enumerate(["aa", "b", "b", "za"]))
            assert list(runs_ahead.runs_ahead(ordered)) == list(ranking.runs_of(ordered))
