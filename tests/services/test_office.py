"""Which database is opened, and who operates."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from aduanas_tui.domain.roles import Role
from aduanas_tui.services import lookup, office
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.operators import operators
from aduanas_tui.store.connection import database
from tests.factories import enroll, register


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user with nothing yet."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "datos"))
    monkeypatch.delenv("ADUANAS_BASE", raising=False)
    monkeypatch.delenv("ADUANAS_OPERADOR", raising=False)
    yield tmp_path
    office.close_office()
    database.init(None)


def test_default_path_is_created_at_the_first_start(home: Path) -> None:
    path = office.open_office()
    assert path == home / "datos" / "aduanas" / "aduanas.db" == office.default_path()
    assert path.is_file()
    enroll()
    saved = register()
    office.close_office()
    assert office.open_office() == path
    assert lookup.client_record(saved.id).id == saved.id


def test_default_path_named_outright_is_created_too(home: Path) -> None:
    assert office.open_office(str(office.default_path())).is_file()


def test_other_missing_path_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = home / "otra.db"
    with pytest.raises(ServiceError, match="aduanas iniciar --base"):
        office.open_office(str(missing))
    monkeypatch.setenv("ADUANAS_BASE", str(missing))
    with pytest.raises(ServiceError, match="aduanas iniciar --base"):
        office.open_office()
    assert list(home.iterdir()) == []


def test_option_goes_before_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = office.create_office(str(home / "a.db")), office.create_office(str(home / "b.db"))
    monkeypatch.setenv("ADUANAS_BASE", str(other))
    assert office.open_office(str(one)) == one
    assert office.open_office() == other
    monkeypatch.setenv("ADUANAS_BASE", "")
    assert office.open_office() == office.default_path()


def test_create_at_a_path(home: Path) -> None:
    path = office.create_office(str(home / "sub" / "oficina.db"))
    assert path == home / "sub" / "oficina.db"
    assert lookup.is_empty()


def test_create_at_the_default_path(home: Path) -> None:
    assert office.create_office() == office.default_path()


@pytest.mark.parametrize("content", [b"", b"una hoja"])
def test_create_never_touches_what_is_there(home: Path, content: bytes) -> None:
    path = home / "x.db"
    path.write_bytes(content)
    with pytest.raises(ServiceError, match="Ya existe «"):
        office.create_office(str(path))
    assert path.read_bytes() == content
    with pytest.raises(ServiceError, match="es una carpeta"):
        office.create_office(str(home))
    assert [one.name for one in home.iterdir()] == ["x.db"]


def test_home_is_understood(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell expands it, the environment of a service does not."""
    monkeypatch.setenv("ADUANAS_BASE", "~/oficina.db")
    assert office.create_office() == home / "oficina.db"
    assert office.open_office() == home / "oficina.db"
    with pytest.raises(ServiceError, match="Ya existe «"):
        office.create_office()


def test_relative_path_survives_a_change_of_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    path = office.create_office("oficina.db")
    assert path == home / "oficina.db"
    monkeypatch.chdir("/")
    enroll()
    register()
    assert list(Path("/").glob("oficina.db*")) == []


@pytest.mark.parametrize("url", ["postgresql://servidor/aduanas", "mysql://x"])
def test_url_is_refused(url: str) -> None:
    for job in (office.open_office, office.create_office):
        with pytest.raises(ServiceError, match="todavía no se admiten"):
            job(url)


def test_operator_is_the_system_user(home: Path) -> None:
    office.open_office()
    assert office.operator_name() == pwd.getpwuid(os.getuid()).pw_name
    assert office.unheard_words() == ""


def test_operator_of_an_account_without_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.open_office()
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999_999)
    assert office.operator_name() == "uid3999999999"


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        ("ana", "ana"),
        ("  Ana  María ", "Ana María"),
        ("ana\x1b[31m\u202e", "ana[31m"),
        ("\x1b", "desconocido"),
        ("x" * 100, "x" * 60),
    ],
)
def test_operator_of_a_shared_account(
    home: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, name: str
) -> None:
    office.open_office()
    enroll()
    monkeypatch.setenv("ADUANAS_OPERADOR", chosen)
    assert office.operator_name() == name
    assert office.unheard_words() == ""


def test_at_an_account_of_ones_own_nobody_is_somebody_else(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.open_office()
    account = pwd.getpwuid(os.getuid()).pw_name
    monkeypatch.setenv("ADUANAS_OPERADOR", "ana")
    assert office.operator_name() == account
    assert f"«{account}» no es una cuenta compartida" in office.unheard_words()
    monkeypatch.setenv("ADUANAS_OPERADOR", account)
    assert office.unheard_words() == ""


def test_blank_operator_is_the_system_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.open_office()
    enroll()
    monkeypatch.setenv("ADUANAS_OPERADOR", "  ")
    assert office.operator_name() == pwd.getpwuid(os.getuid()).pw_name


def test_who_creates_the_database_is_supervisor(home: Path) -> None:
    office.create_office()
    account = pwd.getpwuid(os.getuid()).pw_name
    assert [(one.name, one.role) for one in operators()] == [(account, Role.SUPERVISOR)]
