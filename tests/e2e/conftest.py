"""A small office that each test gets a copy of, and a home of its own for each program."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.office import make_office


@pytest.fixture(scope="session")
def small_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the office, closed."""
    path = tmp_path_factory.mktemp("office") / "aduanas.db"
    make_office(path)
    return path


@pytest.fixture
def base(small_office: Path, tmp_path: Path) -> Path:
    """A copy of the small office."""
    return Path(shutil.copy(small_office, tmp_path / "aduanas.db"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Folders of its own for what the program keeps; nothing may fail in it unforeseen."""
    state = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    yield tmp_path
    files = [path for path in state.rglob("*") if path.is_file()]
    logs = [path.read_text() for path in files if "borradores" not in path.parts]
    assert not logs, "\n".join(logs)
