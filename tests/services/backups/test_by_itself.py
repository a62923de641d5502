"""Backups that nobody asks for: once a day, and before a large import."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aduanas_tui import settings
from aduanas_tui.services.backups import back_up, before_import, making
from aduanas_tui.services.backups.daily import start_daily_backup
from aduanas_tui.services.errors import NotAllowedError, ServiceError
from aduanas_tui.services.importing.session import CancelledError
from aduanas_tui.store import backup, backup_places
from aduanas_tui.store.connection import database
from aduanas_tui.store.models import Operator
from aduanas_tui.store.opening import close_database
from tests.factories import register
from tests.services.importing.lists import cells, staged


@pytest.fixture(autouse=True)
def unbound() -> object:
    yield
    close_database()
    database.init(None)


def _reasons(office: Path) -> list[str]:
    return [one.reason for one in backup_places.backups(office)]


def _daily(office: Path) -> list[str]:
    told: list[str] = []
    start_daily_backup(office, told.append, delay=0).join()
    return told


# --- once a day ----------------------------------------------------------------------------------


def test_the_first_use_of_a_day_makes_one_and_the_second_none(office: Path) -> None:
    register()
    assert _daily(office) == []
    assert _reasons(office) == ["diario"]
    assert _daily(office) == []
    assert _reasons(office) == ["diario"]


def test_yesterday_s_does_not_count_for_today(office: Path) -> None:
    folder = backup_places.make_folder(office)
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    (folder / backup_places.name_of(office, yesterday, "diario")).touch()
    _daily(office)
    assert _reasons(office) == ["diario", "diario"]


def test_of_sessions_that_begin_at_once_one_makes_it(office: Path) -> None:
    register()
    told: list[str] = []
    threads = [start_daily_backup(office, told.append, delay=0) for _ in range(4)]
    for thread in threads:
        thread.join()
    assert told == []
    assert set(_reasons(office)) == {"diario"}
    assert len(backup_places.backups(office)) < 4


def test_without_room_it_is_skipped_with_a_sentence(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 1)
    (told,) = _daily(office)
    assert told.startswith("Sin respaldo de hoy. No se hizo el respaldo: en «")
    assert "Libere espacio" in told
    assert _reasons(office) == []


def test_whatever_goes_wrong_the_program_goes_on(
    office: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake in the program")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("aduanas_tui.services.backups.daily.back_up", fails)
    (told,) = _daily(office)
    assert told == "No se pudo hacer el respaldo de hoy: hágalo con aduanas respaldar."


def test_an_office_may_switch_it_off() -> None:
    assert settings.makes_daily_backups({})
    assert settings.makes_daily_backups({settings.DAILY_BACKUP: "Sí"})
    assert not settings.makes_daily_backups({settings.DAILY_BACKUP: "no"})
    with pytest.raises(ServiceError, match="escriba si o no"):
        settings.makes_daily_backups({settings.DAILY_BACKUP: "tal vez"})


# --- before a large import -----------------------------------------------------------------------


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before_import, "LARGE", 2)


def test_a_large_import_is_preceded_by_a_backup(
    office: Path, tmp_path: Path, few_are_many: None
) -> None:
    register(50)
    assert staged(tmp_path, cells(1), cells(2)).confirm().created == 2
    (made,) = backup_places.backups(office)
    assert made.reason == "antes-de-importar"
    assert backup.check(made.path, None, lambda *_: None).counts["client"] == 1


def test_a_small_one_is_not(office: Path, tmp_path: Path, few_are_many: None) -> None:
    assert staged(tmp_path, cells(1)).confirm().created == 1
    assert _reasons(office) == []


def test_a_backup_that_has_everything_will_do(
    office: Path, tmp_path: Path, few_are_many: None
) -> None:
    register(50)
    back_up(office)
    staged(tmp_path, cells(1), cells(2)).confirm()
    assert _reasons(office) == ["manual"]
    staged(tmp_path, cells(3), cells(4)).confirm()
    assert _reasons(office) == ["antes-de-importar", "manual"]


def test_it_is_said_how_far_it_is_and_it_can_be_stopped(
    office: Path, tmp_path: Path, few_are_many: None
) -> None:
    session = staged(tmp_path, cells(1), cells(2))
    told: list[str] = []
    stop = threading.Event()
    assert session.protect(lambda what, _percent: told.append(what)) == ""
    assert {"Copiando"} <= set(told)
    register(50)
    stop.set()
    with pytest.raises(CancelledError):
        session.protect(cancel=stop)
    assert len(_reasons(office)) == 1


def test_without_room_the_import_goes_on_and_it_is_said(
    office: Path, tmp_path: Path, few_are_many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 1)
    session = staged(tmp_path, cells(1), cells(2))
    assert session.protect().startswith("Sin respaldo de antes de importar. No se hizo")
    assert session.confirm().created == 2


def test_who_may_not_import_waits_for_no_backup(
    office: Path, tmp_path: Path, few_are_many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = staged(tmp_path, cells(1), cells(2))
    Operator.update(role="consulta").execute()
    with pytest.raises(NotAllowedError):
        session.confirm()
    assert _reasons(office) == []
    assert making.made_on(office, datetime.now().astimezone()) is False
