"""What is exported and imported again is unchanged, whatever the texts are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aduanas_tui.domain.search_text import Filters
from aduanas_tui.services import clients, contacts, demo
from aduanas_tui.services.errors import InvalidError
from aduanas_tui.services.exporting import export_clients
from aduanas_tui.services.finding import found_clients
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.services.lookup import Listing
from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests import factories
from tests.factories import OPERATOR

EVERYBODY = Listing(filters=Filters(active=None))
SUFFIXES = (".xlsx", ".csv")

WORDS = (
    *factories.HOSTILE_NAMES,
    *("=1+1", "+50422345678", "-2", "@a", "'=1", "''=1", "'''", "'", "=", "＝1", "＠", "\t=1"),
    *("Total", "TOTALES", "Suma", "Nombre o Razón Social", "RTN", "Contactos", "sep=;"),
    *("0012", "1e5", "12.50", "TRUE", "Sí", "2026-10-12", "8.019E+12", "0801-9099-000019"),
    *(";", '"', '""', "a;b", 'a"b', "a|b", "a,b", "x\ny", "x\r\ny", "#", "_x0041_", "_x000d_"),
    *("&amp;", "<a>", "]]>", "ﬁ", "İ", "ß", "e\u0301", "\u00a0", "N/A", "-", "s/n", "null"),
)


def texts(limit: int) -> st.SearchStrategy[str]:
    """Return texts that break files: pieces that mean something to one program or another."""
    piece = st.sampled_from(WORDS) | st.text(max_size=12) | st.just(" ")
    return st.lists(piece, max_size=4).map("".join).map(lambda text: text[:limit])


@st.composite
def catalogues(draw: st.DrawFn) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
    """Return clients with their contacts, as typed."""
    found = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        natural = {"kind": "natural", "rtn": factories.rtn(number, "08012099")}
        changes = {
            "name": draw(texts(200)),
            "address": draw(texts(300)),
            "city": draw(texts(80) | st.just("Tegucigalpa")),
            "notes": draw(texts(4_000)),
            "phone2": draw(
                st.sampled_from(("", "+1 305 555 0100", "2234-5678", "+44 20 79460958"))
            ),
            "website": draw(st.sampled_from(("", "prueba.hn", "http://a.hn/?b=c;d&e='f"))),
            **(natural if draw(st.booleans()) else {}),
        }
        reached = [
            factories.contact(
                place,
                name=draw(texts(100)),
                position=draw(texts(80)),
                phone=draw(st.sampled_from(("", "9999-8888", "+1 305 555 0100"))),
            )
            for place in range(draw(st.integers(0, 3)))
        ]
        found.append((factories.client(number, **changes), reached))
    return found


@contextmanager
def office(path: Path) -> Iterator[None]:
    close_database()
    open_database(path, create=not path.exists())
    factories.enroll()
    try:
        yield
    finally:
        close_database()
        database.init(None)


def fill(catalogue: list[tuple[dict[str, str], list[dict[str, str]]]]) -> None:
    """Register what can be; a text of which cleaning leaves nothing is no name."""
    for place, (typed, reached) in enumerate(catalogue):
        try:
            saved = clients.register(OPERATOR, typed, accept_warnings=True)
        except InvalidError:
            typed = {**typed, "name": f"Prueba {place}", "address": "Centro", "city": "Danlí"}
            saved = clients.register(OPERATOR, typed, accept_warnings=True)
        for contact in reached:
            try:
                contacts.add(OPERATOR, saved.id, contact, accept_warnings=True)
            except InvalidError:
                continue
        if place % 3 == 2:
            clients.deactivate(OPERATOR, saved.id, saved.version)


def imported(path: Path, *, confirm: bool) -> dict[str, int]:
    """Import a file, or only check it, and return the counts."""
    session = ImportSession.begin(path, OPERATOR, offered=False)
    try:
        assert not session.doubtful
        session.set_if_exists("actualizar")
        session.check()
        summary = session.summary()
        if confirm:
            session.confirm()
    finally:
        session.discard()
    return {
        "filas": summary.filas,
        "crear": summary.crear,
        "sin_cambios": summary.sin_cambios,
        "con_problemas": summary.con_problemas,
        "error": summary.error,
    }


def table(path: Path) -> Any:
    """Return the client and contact columns of an export, without what the office adds."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [row[:12] + row[19:] for row in csv.reader(file, delimiter=";")]
    book = openpyxl.load_workbook(path)
    return [
        [row[:12] for row in book["Clientes"].iter_rows(values_only=True)],
        list(book["Contactos"].iter_rows(values_only=True)),
    ]


def assert_round_trip(folder: Path) -> None:
    """Check the office at ``uno.db``: nothing changes there, and an empty one gets the same."""
    for suffix in SUFFIXES:
        first, second = folder / f"uno{suffix}", folder / f"dos{suffix}"
        with office(folder / "uno.db"):
            total = export_clients(EVERYBODY, first).clients
            stored = list(found_clients(EVERYBODY))
            assert imported(first, confirm=False) == {
                "filas": total,
                "crear": 0,
                "sin_cambios": total,
                "con_problemas": 0,
                "error": 0,
            }
        with office(folder / f"dos{suffix}.db"):
            counts = imported(first, confirm=True)
            assert (counts["crear"], counts["error"]) == (total, 0)
            export_clients(EVERYBODY, second)
            assert table(second) == table(first)
            again = list(found_clients(EVERYBODY))
            assert [one.values for one in again] == [one.values for one in stored]
            assert [one.contacts for one in again] == [one.contacts for one in stored]


def _all_words() -> list[tuple[dict[str, str], list[dict[str, str]]]]:
    return [
        (
            factories.client(number, name=word, address=word, notes=word, city=word[:80]),
            [factories.contact(number, name=word[:100], position=word[:80])],
        )
        for number, word in enumerate(WORDS, 1)
    ]


@settings(
    max_examples=max(5, settings.default.max_examples // 8) if settings.default else 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(catalogue=catalogues())
@example(catalogue=_all_words())
@example(catalogue=_all_words()[::-1])
def test_any_catalogue_comes_back_as_it_was(
    state_folder: Path, catalogue: list[tuple[dict[str, str], list[dict[str, str]]]]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with office(folder / "uno.db"):
            fill(catalogue)
        assert_round_trip(folder)


def test_an_invented_office_comes_back_as_it_was(tmp_path: Path) -> None:
    demo.generate(tmp_path / "uno.db", clients=600, seed=5)
    assert_round_trip(tmp_path)


def test_many_contacts_and_namesakes_come_back(tmp_path: Path) -> None:
    with office(tmp_path / "uno.db"):
        saved = factories.register(1)
        for number in range(25):
            factories.add_contact(saved.id, number)
        saved = factories.register(2)
        for number in range(3):
            factories.add_contact(saved.id, number, name="José Pérez")
        factories.add_contact(saved.id, 3, name="JOSE PEREZ", is_primary="Sí")
    assert_round_trip(tmp_path)
