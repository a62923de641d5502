"""A disk that fills up in the middle leaves the office as it was, and no half backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aduanas_tui.services.backups import NoRoomError, back_up
from aduanas_tui.services.backups.restoring import restore
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.verifying import verify
from aduanas_tui.store import backup
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.opening import close_database, open_database
from tests.bad_disks import full, read_only, small_disk
from tests.factories import enroll, register


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """An office on a small disk."""
    with small_disk(tmp_path / "disco", 16) as place:
        path = place / "aduanas.db"
        open_database(path, create=True)
        enroll()
        for number in range(30):
            register(number)
        yield path
        close_database()
        database.init(None)


@pytest.fixture
def unforeseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else fills the disk after it was looked at."""
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 1 << 40)


def _left(office: Path) -> list[str]:
    return [one.name for one in office.parent.rglob("*.db") if one != office]


def test_a_full_disk_is_seen_beforehand(office: Path) -> None:
    with full(office.parent, room=100_000), pytest.raises(NoRoomError, match="Libere espacio"):
        back_up(office)
    assert back_up(office).clients == 30


def test_a_disk_that_fills_up_meanwhile_leaves_no_half_backup(
    office: Path, unforeseen: None
) -> None:
    with (
        full(office.parent, room=100_000),
        pytest.raises(ServiceError, match=r"(El disco está lleno|espacio en el disco).*de nuevo"),
    ):
        back_up(office)
    assert _left(office) == []
    register(99)
    assert back_up(office).clients == 31


def test_a_restoration_that_does_not_fit_changes_nothing(
    office: Path, tmp_path: Path, unforeseen: None
) -> None:
    archive = back_up(office, tmp_path).path
    register(99)
    close_database()
    with (
        full(office.parent, room=100_000),
        pytest.raises(ServiceError, match=r"(El disco está lleno|espacio en el disco)"),
    ):
        restore(office, archive, replace=True)
    open_database(office)
    assert rows("SELECT count(*) FROM client") == [(31,)]
    assert verify().is_good
    assert _left(office) == []


def test_a_disk_that_is_only_read_takes_no_backup_and_gives_one(
    office: Path, tmp_path: Path
) -> None:
    archive = back_up(office).path
    close_database()
    with read_only(office.parent):
        other = tmp_path / "otra" / "aduanas.db"
        assert restore(other, archive).clients == 30
        open_database(other)
        with pytest.raises(ServiceError, match="no se puede escribir"):
            back_up(other, archive.parent)
