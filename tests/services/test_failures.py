"""What errors mean to an operator, and what is kept of those that nobody foresaw."""

from __future__ import annotations

import errno
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import OperationalError

from aduanas_tui.services import crash_log, failures
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.store import failures as store_failures
from aduanas_tui.store.errors import LockedError
from aduanas_tui.store.failures import DISK_FULL, NO_MEMORY


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "aduanas" / "errores.log"


def _sqlite(code: int, text: str = "x") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_SOMETHING"
    return error


def _masked(cause: Exception) -> Exception:
    """Raise ``cause`` as peewee does, and fail to undo the transaction that SQLite undid."""
    try:
        try:
            try:
                raise cause
            except type(cause) as error:
                raise OperationalError(error, "database or disk is full")  # noqa: B904
        except OperationalError:
            try:
                raise sqlite3.OperationalError("cannot rollback - no transaction is active")
            except sqlite3.OperationalError as error:
                raise OperationalError(error, str(error))  # noqa: B904
    except OperationalError as error:
        return error


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlite3.SQLITE_FULL, DISK_FULL),
        (sqlite3.SQLITE_NOMEM, NO_MEMORY),
        (sqlite3.SQLITE_CORRUPT, "La base «{path}» está dañada"),
        (sqlite3.SQLITE_CORRUPT_VTAB, "La base «{path}» está dañada"),
        (sqlite3.SQLITE_NOTADB, "La base «{path}» está dañada"),
        (sqlite3.SQLITE_BUSY, "La base está ocupada (la tiene otro programa) y no se guardó nada"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "La base está ocupada"),
        (sqlite3.SQLITE_PROTOCOL, "La base está ocupada"),
        (sqlite3.SQLITE_READONLY, "No se puede abrir o escribir la base"),
        (sqlite3.SQLITE_CANTOPEN, "No se puede abrir o escribir la base"),
        (sqlite3.SQLITE_IOERR_FSYNC, "El disco no dejó leer o escribir la base «{path}»"),
    ],
)
def test_code_of_sqlite_also_when_it_is_masked(code: int, said: str, office: Path) -> None:
    for error in (_sqlite(code), _masked(_sqlite(code))):
        found = failures.explained(error)
        assert found is not None
        assert found.startswith(said.format(path=office))
        assert found.endswith(".")


def test_place_is_looked_at_when_sqlite_does_not_tell(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = _sqlite(sqlite3.SQLITE_CANTOPEN)
    monkeypatch.setattr("aduanas_tui.store.failures.is_full", lambda _: True)
    assert failures.explained(error) == DISK_FULL
    monkeypatch.setattr("aduanas_tui.store.failures.obstacle", lambda _: "Falta permiso.")
    assert failures.explained(error) == "Falta permiso."
    elsewhere = office.rename(office.with_name("otra.db"))
    assert "ya no está en su lugar" in str(failures.explained(error))
    elsewhere.rename(office)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "x", "/a"), DISK_FULL),
        (OSError(errno.EDQUOT, "x"), DISK_FULL),
        (MemoryError(), NO_MEMORY),
        (PermissionError(errno.EACCES, "x", "/srv/a.db"), "No tiene permiso para usar «/srv/a.db»"),
        (OSError(errno.EROFS, "x", "/srv/a.db"), "El disco de «/srv/a.db» es de solo lectura"),
        (FileNotFoundError(errno.ENOENT, "x", "/srv/a.db"), "Ya no existe «/srv/a.db»"),
        (OSError(errno.EMFILE, "x"), "El programa tiene demasiados archivos abiertos"),
        (OSError(errno.EIO, "x"), "El disco falla al leer o escribir"),
        (LockedError("La base está ocupada."), "La base está ocupada."),
    ],
)
def test_errors_of_the_system(error: Exception, said: str, office: Path) -> None:
    assert str(failures.explained(error)).startswith(said)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        sqlite3.OperationalError("no such column: x"),
        _sqlite(sqlite3.SQLITE_ERROR),
        sqlite3.ProgrammingError("x"),
        FileNotFoundError("sin nombre"),
        PermissionError(errno.EACCES, "x"),
        OSError("x"),
    ],
)
def test_mistake_in_the_program_is_none_of_those(error: Exception, office: Path, log: Path) -> None:
    assert failures.explained(error) is None
    said = failures.told(error, "Algo pasó.")
    assert said == f"Algo pasó. Los detalles quedaron en «{log}»."
    assert type(error).__name__ in log.read_text()


def test_mistake_while_an_error_is_handled_stays_a_mistake() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "x")
        except OSError:
            raise KeyError("nombre") from None
    except KeyError as error:
        mistake = error
    assert failures.explained(mistake) is None


def test_refusal_is_said_as_it_is() -> None:
    assert failures.told(ServiceError("No se puede."), "Algo pasó.") == "No se puede."


def test_log_tells_the_code_and_not_the_data(log: Path) -> None:
    for error in (
        _masked(_sqlite(sqlite3.SQLITE_FULL, "RTN 08019099354423")),
        OSError(errno.EIO, "Importadora Secreta", "/casa/ana"),
    ):
        assert crash_log.keep(error) == log
    kept = log.read_text()
    assert "sqlite3.OperationalError SQLITE_SOMETHING\n" in kept
    assert "builtins.OSError EIO\n" in kept
    for data in ("08019099354423", "Importadora Secreta", "/casa/ana"):
        assert data not in kept


def test_log_that_cannot_be_written_is_no_second_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "archivo").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "archivo"))
    assert crash_log.keep(ValueError()) is None
    assert failures.told(ValueError(), "Algo pasó.") == "Algo pasó."


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    crash_log.keep_all()
    yield


def test_what_a_thread_does_not_catch_is_kept_off_the_terminal(
    hooks: None, log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise ZeroDivisionError("Importadora Secreta")

    class Broken:
        def __del__(self) -> None:
            raise ArithmeticError("Importadora Secreta")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join(60)
    Broken()
    kept = log.read_text()
    assert "builtins.ZeroDivisionError\n" in kept
    assert "builtins.ArithmeticError\n" in kept
    assert capfd.readouterr() == ("", "")


def test_base_that_is_only_being_made_has_not_gone_away(office: Path) -> None:
    path = office.with_name("nueva.db")
    said = store_failures.sentence(_sqlite(sqlite3.SQLITE_IOERR_WRITE), path)
    assert str(said).startswith(f"El disco no dejó leer o escribir la base «{path}»")
