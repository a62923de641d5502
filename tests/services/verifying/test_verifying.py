"""Every fault is found, said with what to do about it, and mended where it can be."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from aduanas_tui.services import demo
from aduanas_tui.services.errors import NotAllowedError, ServiceError
from aduanas_tui.services.verifying import repair, verify
from aduanas_tui.store import watching
from aduanas_tui.store.connection import database, execute, rows
from aduanas_tui.store.models import Operator
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import enroll, register


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "demo.db"
    demo.generate(path, clients=120, seed=3, today=date(2025, 6, 30))
    return path


@pytest.fixture
def base(whole: Path, tmp_path: Path) -> object:
    path = tmp_path / "aduanas.db"
    path.write_bytes(whole.read_bytes())
    open_database(path)
    enroll()
    yield path
    close_database()
    database.init(None)


def _faults() -> dict[str, tuple[str, bool]]:
    return {one.name: (one.fault, one.repairable) for one in verify().faults}


def test_a_sound_database_is_good(base: Path) -> None:
    report = verify()
    assert report.is_good
    assert [one.label for one in report.checks][:3] == ["Archivo", "Esquema", "Relaciones"]
    before, after = repair("op1")
    assert before is after
    assert rows("SELECT count(*) FROM audit_entry WHERE action = 'repair'") == [(0,)]


def test_an_empty_office_is_good(office: Path) -> None:
    assert verify().is_good


REPAIRABLE = {
    "a word is missing from the index": (
        "INSERT INTO client_index(client_index, rowid, terms) "
        "SELECT 'delete', rank, search_text FROM client WHERE id = 7",
        {"indice_busqueda": "La búsqueda no encuentra lo que debe"},
    ),
    "the index has a client twice": (
        "INSERT INTO client_index(rowid, terms) SELECT rank + 1, search_text FROM client LIMIT 1",
        {"indice_busqueda": "La búsqueda no encuentra lo que debe"},
    ),
    "a piece of the index is missing": (
        "DELETE FROM client_index_data WHERE id > 10",
        {"indice_busqueda": "La búsqueda no encuentra lo que debe"},
    ),
    "nothing is left of the index": (
        "DELETE FROM client_index_data",
        {"indice_busqueda": "La búsqueda no encuentra lo que debe"},
    ),
    "words of two clients are exchanged": (
        "INSERT INTO client_index(client_index, rowid, terms) "
        "SELECT 'delete', rank, search_text FROM client WHERE id IN (7, 8);;"
        "INSERT INTO client_index(rowid, terms) SELECT (SELECT rank FROM client WHERE "
        "id = 15 - one.id), search_text FROM client AS one WHERE id IN (7, 8)",
        {"indice_busqueda": "La búsqueda no encuentra lo que debe"},
    ),
    "a name was changed behind the program's back": (
        "UPDATE client SET name = 'Zapatería Ñandú', city = 'Ñame' WHERE id = 7",
        {"textos": "Clientes que no se buscan por lo que dicen sus datos: 1;"},
    ),
    "a contact was added behind its back": (
        "UPDATE contact SET name = 'Persona Desconocida' WHERE id = 1",
        {"textos": "Clientes que no se buscan por lo que dicen sus datos: 1;"},
    ),
    "two clients have changed places": (
        "UPDATE client SET rank = -rank WHERE id IN (7, 8);;"
        "UPDATE client SET rank = 99 WHERE id = 7;;"
        "UPDATE client SET rank = 98 WHERE id = 8",
        {
            "orden": "Clientes fuera de su lugar en la lista: ",
            "indice_busqueda": "La búsqueda no encuentra lo que debe",
        },
    ),
    "two clients have the same rank": (
        "DROP INDEX client_rank;;"
        "UPDATE client SET rank = (SELECT rank FROM client WHERE id = 8) WHERE id = 7",
        {
            "esquema": "(client_rank)",
            "orden": "fuera de su lugar",
            "indice_busqueda": "La búsqueda no encuentra lo que debe",
        },
    ),
    "counters are off": (
        "UPDATE client SET file_count = file_count + 1, last_operation = '' WHERE id < 5",
        {"contadores": "Clientes con sus operaciones mal contadas: 4;"},
    ),
    "having operations is off": (
        "UPDATE client SET has_operations = 1 - has_operations WHERE id = 5",
        {
            "contadores": "mal contadas: 1;",
            "textos": "dicen sus datos: 1;",
        },
    ),
    "what was paid is off": (
        "UPDATE invoice SET paid = paid + 1 WHERE id IN (1, 2, 3)",
        {"pagado": "Facturas con lo pagado mal sumado: 3;"},
    ),
    "tables of what was derived are missing": (
        "DROP TABLE client_bits;; DROP TABLE client_unfolded;; DROP TABLE client_places;;"
        "DROP TABLE client_terms",
        {
            "esquema": "Faltan partes del esquema",
            "indice_busqueda": "La búsqueda no encuentra lo que debe",
        },
    ),
    "a trigger and an index are missing": (
        "DROP TRIGGER audit_entry_no_delete;; DROP INDEX client_most_files",
        {"esquema": "client_most_files, audit_entry_no_delete"},
    ),
    "a trigger does something else": (
        "DROP TRIGGER audit_entry_no_delete;;"
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END",
        {"esquema": "(audit_entry_no_delete)"},
    ),
}


@pytest.mark.parametrize("what", REPAIRABLE)
def test_what_follows_from_the_data_is_mended(base: Path, what: str) -> None:
    sql, said = REPAIRABLE[what]
    for statement in sql.split(";;"):
        execute(statement)
    faults = _faults()
    assert faults.keys() == said.keys()
    for name, (fault, repairable) in faults.items():
        assert said[name] in fault
        assert fault.endswith("arréglelo con aduanas verificar --reparar.")
        assert repairable
    typed = rows("SELECT id, name, rtn, notes, version, updated_at FROM client ORDER BY id")
    before, after = repair("op1")
    assert {one.name for one in before.faults} == said.keys()
    assert after.is_good
    assert rows("SELECT id, name, rtn, notes, version, updated_at FROM client ORDER BY id") == typed
    assert_consistent()
    ((operator, label),) = rows("SELECT operator, label FROM audit_entry WHERE action = 'repair'")
    assert (operator, label) == ("op1", ", ".join(one.label for one in before.faults))
    register(500)
    assert_consistent()


def test_an_index_that_lacks_entries_is_made_anew(base: Path) -> None:
    """As a program without our care, or a bad disk, may leave it."""
    close_database()
    connection = sqlite3.connect(base)
    ((root, sql),) = connection.execute(
        "SELECT rootpage, sql FROM sqlite_master WHERE name = 'contact_client_id'"
    ).fetchall()
    connection.execute("PRAGMA writable_schema = on")
    connection.execute("DELETE FROM sqlite_master WHERE name = 'contact_client_id'")
    connection.commit()
    connection.close()
    connection = sqlite3.connect(base)
    connection.execute("DELETE FROM contact WHERE id = 3")
    connection.execute("PRAGMA writable_schema = on")
    connection.execute(
        "INSERT INTO sqlite_master VALUES ('index', 'contact_client_id', 'contact', ?, ?)",
        (root, sql),
    )
    connection.commit()
    connection.close()
    open_database(base)
    faults = _faults()
    assert "Hay índices que no coinciden con sus tablas" in faults["archivo"][0]
    assert faults["archivo"][1]
    _, after = repair("op1")
    assert "archivo" not in {one.name for one in after.faults}


# --- what somebody has to look at ----------------------------------------------------------------


def test_what_was_typed_is_never_guessed(base: Path) -> None:
    execute("PRAGMA foreign_keys = off")
    (invoice,) = rows("SELECT id, client_id FROM invoice WHERE customs_file_id IS NOT NULL LIMIT 1")
    execute("UPDATE invoice SET client_id = client_id % 100 + 1 WHERE id = ?", (invoice[0],))
    execute("DELETE FROM payment WHERE invoice_id = ?", (invoice[0],))
    execute("UPDATE contact SET is_primary = 0 WHERE client_id = 1")
    execute("UPDATE quote SET customs_file_id = 999999 WHERE id = 1")
    faults = _faults()
    for name, said in {
        "relaciones": r"1 cotizaciones sin expedientes); restaure un respaldo con aduanas",
        "enlaces": "Documentos que apuntan a los de otro cliente: 1; corrija sus enlaces",
        "contactos": "Clientes sin contacto principal, o con varios: 1; elíjalo con p",
    }.items():
        assert said in faults[name][0]
        assert not faults[name][1]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DROP INDEX contact_one_primary;; UPDATE contact SET is_primary = 1", "contactos"),
        (
            "DROP INDEX client_rtn;; UPDATE client SET rtn = '08019999000001' WHERE id IN (7, 8)",
            "esquema",
        ),
        ("DROP INDEX quote_number;; UPDATE quote SET number = 'COT-1' WHERE id < 4", "esquema"),
    ],
)
def test_equals_that_nobody_can_choose_from_are_told(base: Path, sql: str, said: str) -> None:
    for statement in sql.split(";;"):
        execute(statement)
    faults = _faults()
    assert said in faults
    fault, repairable = faults["esquema"]
    assert fault.startswith("Hay registros repetidos donde no puede haberlos (")
    assert not repairable
    _, after = repair("op1")
    assert fault in {one.fault for one in after.faults}


def test_tables_are_never_made_anew(base: Path) -> None:
    execute("ALTER TABLE header_mapping ADD COLUMN extra TEXT")
    assert _faults()["esquema"] == (
        "Hay tablas que no son las de este programa (header_mapping); "
        "avise a quien mantiene el programa.",
        False,
    )
    execute("DROP TABLE header_mapping")
    fault, repairable = _faults()["esquema"]
    assert fault.startswith("Faltan tablas del esquema (header_mapping")
    assert "restaure un respaldo" in fault
    assert not repairable


def test_hostile_names_are_named_without_harm(base: Path) -> None:
    execute("UPDATE client SET name = ? WHERE id = 1", ("[/foo]\x1b[31m" + "x" * 300,))
    execute("UPDATE contact SET is_primary = 0 WHERE client_id = 1")
    fault = _faults()["contactos"][0]
    assert "«[/foo]" in fault
    assert fault.isprintable()
    assert len(fault) < 300


def test_a_damaged_file_is_not_written_to(base: Path) -> None:
    rows("PRAGMA wal_checkpoint(TRUNCATE)")
    ((page,),) = rows("SELECT rootpage FROM sqlite_master WHERE name = 'payment'")
    close_database()
    with base.open("rb+") as file:
        file.seek((page - 1) * 4096 + 50)
        file.write(b"\xff" * 3_000)
    content = base.read_bytes()
    open_database(base)
    report = verify()
    assert [one.name for one in report.checks] == ["archivo"]
    assert report.checks[0].fault == (
        "El archivo está dañado; restaure un respaldo con aduanas restaurar."
    )
    with pytest.raises(ServiceError, match="El archivo está dañado"):
        repair("op1")
    close_database()
    assert base.read_bytes() == content


def test_who_only_looks_verifies_and_does_not_repair(base: Path) -> None:
    Operator.update(role="consulta").where(Operator.name == "op1").execute()
    assert verify().is_good
    with pytest.raises(NotAllowedError):
        repair("op1")


def test_it_says_what_it_is_looking_at_and_can_be_stopped(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "STEPS", 100)
    told: list[str] = []
    verify(lambda what, _percent: told.append(what))
    assert list(dict.fromkeys(told)) == [one.label for one in verify().checks]
    for stop_at in ("Archivo", "Operaciones de cada cliente", "Índice de búsqueda"):

        def stop(what: str, _percent: int | None, stop_at: str = stop_at) -> None:
            if what == stop_at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            verify(stop)
    register(501)
    assert verify().is_good


def test_it_sees_one_moment_while_others_write(base: Path) -> None:
    number = iter(range(600, 10_000))

    def progress(_what: str, _percent: int | None) -> None:
        def other() -> None:
            register(next(number))
            close_database()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    assert verify(progress).is_good
    assert rows("SELECT count(*) > 125 FROM client") == [(1,)]
