"""Fixtures of all tests, and how hard hypothesis tries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database

settings.register_profile("short", max_examples=40, stateful_step_count=30, deadline=None)
settings.register_profile("long", max_examples=1_500, stateful_step_count=80, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """A new database, open on this thread; the path of its file."""
    path = tmp_path / "aduanas.db"
    open_database(path, create=True)
    yield path
    close_database()
    database.init(None)
