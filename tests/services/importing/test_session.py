"""Staging, checking against file and catalogue, and correcting step by step."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import openpyxl
import pytest

from aduanas_tui.domain.problems import Level
from aduanas_tui.services import clients, contacts
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.session import CancelledError, ImportSession, View
from aduanas_tui.services.importing.unfinished import unfinished_words
from aduanas_tui.store.connection import rows
from aduanas_tui.store.models import Contact
from tests.factories import OPERATOR, add_contact, client, register, rtn
from tests.services.importing.lists import (
    HEADERS,
    actions,
    begun,
    cells,
    codes,
    staged,
    write_csv,
    write_xlsx,
)


def test_new_rows_are_created_and_nothing_is_written_before_confirming(
    office: Path, tmp_path: Path
) -> None:
    session = staged(tmp_path, cells(1), cells(2))
    assert actions(session) == {2: "crear", 3: "crear"}
    assert rows("SELECT count(*) FROM client") == [(0,)]
    assert rows("SELECT count(*) FROM audit_entry") == [(0,)]


def test_staged_file_is_the_operators_own(office: Path, tmp_path: Path, state_folder: Path) -> None:
    session = staged(tmp_path, cells(1))
    (file,) = state_folder.glob("*.db")
    assert file.stem == session.id
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(state_folder.stat().st_mode) == 0o700


def test_row_equal_to_what_is_stored_is_unchanged_and_has_no_problems(
    office: Path, tmp_path: Path
) -> None:
    register(1, rtn="08019099000011")  # saved over the warning about its check digit
    session = staged(tmp_path, cells(1, rtn="0801-9099-000011", name=" Comercial  Prueba 1 "))
    row = session.row(2)
    assert (row.action, row.problems, row.differences) == ("sin_cambios", (), {})
    assert row.client_id is not None


def test_update_lists_old_and_new(office: Path, tmp_path: Path) -> None:
    register(1)
    row = staged(tmp_path, cells(1, phone="2234-9999", city="Danlí")).row(2)
    assert row.action == "actualizar"
    assert row.differences == {
        "phone": ("2251-0001", "2234-9999"),
        "city": ("Tegucigalpa", "Danlí"),
    }


def test_omit_is_for_all_or_for_one(office: Path, tmp_path: Path) -> None:
    register(1), register(2)
    session = staged(tmp_path, cells(1, city="Danlí"), cells(2, city="Danlí"), cells(3))
    session.set_if_exists("omitir")
    assert actions(session) == {2: "omitir", 3: "omitir", 4: "crear"}
    session.set_if_exists("actualizar", row=2)
    assert actions(session) == {2: "actualizar", 3: "omitir", 4: "crear"}
    session.undo()
    session.undo()
    assert actions(session) == {2: "actualizar", 3: "actualizar", 4: "crear"}


def test_blank_cell_keeps_what_is_stored(office: Path, tmp_path: Path) -> None:
    register(1, notes="Llamar antes", phone2="9988-7766")
    session = staged(tmp_path, cells(1, city="Danlí", notes="", phone2="N/A", email="", address=""))
    row = session.row(2)
    assert row.differences == {"city": ("Tegucigalpa", "Danlí")}
    assert row.shown["notes"] == "Llamar antes"
    assert row.shown["email"] == "ventas1@prueba.hn"
    assert [one.level for one in row.problems if one.code == "blank_placeholder"] == [Level.WARNING]


def test_blank_cell_erases_where_its_column_is_said_to(office: Path, tmp_path: Path) -> None:
    register(1, notes="Llamar antes", phone2="9988-7766")
    session = staged(tmp_path, cells(1))
    session.set_mapping(dict(enumerate(_columns())), erase=frozenset({"notes"}))
    session.check()
    assert session.row(2).differences == {"notes": ("Llamar antes", "")}


def test_blank_cannot_erase_a_required_field(office: Path, tmp_path: Path) -> None:
    register(1)
    session = staged(tmp_path, cells(1, email=""))
    session.set_mapping(dict(enumerate(_columns())), erase=frozenset({"email"}))
    session.check()
    assert session.row(2).action == "error"
    assert codes(session, 2) == ["required"]


def _columns() -> list[str]:
    from aduanas_tui.domain.client_fields import CLIENT_FIELDS

    return [item.column for item in CLIENT_FIELDS]


def test_missing_required_column_is_filled_with_one_value(office: Path, tmp_path: Path) -> None:
    register(1)
    headers = [one for one in HEADERS if one not in ("Dirección", "Email principal")]
    keep = [at for at, one in enumerate(HEADERS) if one in headers]
    lines = [[cells(number)[at] for at in keep] for number in (1, 2)]
    session = staged(tmp_path, *lines, headers=headers)
    assert [item.key for item in session.missing_required] == ["address", "email"]
    assert actions(session) == {2: "sin_cambios", 3: "error"}
    fill = {"address": "Sin dirección exacta", "email": "info@prueba.hn"}
    session.set_mapping(session.targets, fill=fill)
    assert session.missing_required == ()
    session.check()
    # What fills a column does not replace what is stored.
    assert actions(session) == {2: "sin_cambios", 3: "crear"}
    assert session.row(3).shown["email"] == "info@prueba.hn"


def test_same_rtn_twice_names_each_other_until_one_is_skipped(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1), cells(2), cells(1, name="Otro"))
    assert actions(session) == {2: "error", 3: "crear", 4: "error"}
    first, second = session.row(2).problems[-1], session.row(4).problems[-1]
    assert (first.code, second.code) == ("rtn_repeated", "rtn_repeated")
    assert "la fila 4" in first.message
    assert "la fila 2" in second.message
    session.skip(4)
    assert actions(session) == {2: "crear", 3: "crear", 4: "omitir"}
    session.unskip(4)
    assert actions(session) == {2: "error", 3: "crear", 4: "error"}
    session.set_cell(2, "rtn", rtn(7))
    assert actions(session) == {2: "crear", 3: "crear", 4: "crear"}
    assert session.undo() is not None
    assert actions(session) == {2: "error", 3: "crear", 4: "error"}


def test_a_skipped_row_is_nobodys_twin(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1), cells(2, rtn=rtn(1)))
    session.skip(3)
    assert codes(session, 3) == []
    before = list(session.placed())
    session.check()
    assert list(session.placed()) == before


def test_correcting_one_of_three_renames_the_other_two(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1), cells(1, name="B"), cells(1, name="C"))
    assert "las filas 3 y 4" in session.row(2).problems[-1].message
    session.set_cell(4, "rtn", rtn(9))
    assert "la fila 3" in session.row(2).problems[-1].message
    session.set_cell(4, "rtn", rtn(1))
    assert "las filas 2 y 3" in session.row(4).problems[-1].message


def test_similar_names_only_warn(office: Path, tmp_path: Path) -> None:
    register(1, name="Café del Sur, S.A.")
    session = staged(
        tmp_path,
        cells(2, name="CAFE DEL SUR SA"),
        cells(3, name="Nueva del Norte"),
        cells(4, name="Nueva del Norte"),
    )
    assert set(actions(session).values()) == {"crear"}
    for number in (2, 3, 4):
        (problem,) = [one for one in session.row(number).problems if one.code == "similar_name"]
        assert problem.level is Level.WARNING
    assert "RTN 08019099000019" in session.row(2).problems[-1].message
    assert "la fila 4" in session.row(3).problems[-1].message
    session.set_cell(4, "name", "Otra cosa")
    assert codes(session, 3) == []


def test_inactive_client_is_offered_to_be_reactivated(office: Path, tmp_path: Path) -> None:
    saved = register(1)
    clients.deactivate(OPERATOR, saved.id, saved.version)
    other = register(2)
    clients.deactivate(OPERATOR, other.id, other.version)
    session = staged(tmp_path, cells(1), cells(2, city="Danlí"))
    assert (session.row(2).action, session.row(2).other_active) == ("sin_cambios", False)
    assert codes(session, 2) == []
    assert (session.row(3).action, codes(session, 3)) == ("actualizar", ["client_inactive"])
    session.set_reactivate(2, True)
    assert session.row(2).action == "actualizar"
    assert session.row(2).differences == {"activo": ("No", "Sí")}
    session.set_reactivate(2, False)
    assert session.row(2).action == "sin_cambios"


def test_totals_row_is_noticed_and_skipped(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1), cells(2), ["TOTAL", "2"])
    row = session.row(4)
    assert (row.action, row.skipped, codes(session, 4)) == ("omitir", True, ["total_row"])
    session.unskip(4)
    assert session.row(4).action == "error"


def test_hidden_rows_are_warned_of_and_skipped_at_once(office: Path, tmp_path: Path) -> None:
    register(3)
    book = openpyxl.Workbook()
    for row in (HEADERS, *(cells(number) for number in range(1, 7)), cells(8, email="nadie")):
        book.worksheets[0].append(row)
    for number in (3, 4, 5, 8):  # of these, row 4 is a client that is stored as it is
        book.worksheets[0].row_dimensions[number].hidden = True
    book.save(tmp_path / "lista.xlsx")
    session = ImportSession.begin(tmp_path / "lista.xlsx", OPERATOR)
    session.check()
    hidden = View("problems", "row_hidden")
    assert [row.id for row in session.page(hidden, 100)] == [3, 5, 8]
    assert "oculta" in session.row(3).problems[-1].message
    assert actions(session)[8] == "error"
    assert session.skip_all(hidden) == 3
    assert session.summary().crear == 3
    assert codes(session, 3) == []
    assert session.undo() == "omitir 3 filas"
    assert session.summary().crear == 5
    assert session.confirm().created == 5


def test_a_client_called_total_is_a_client(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1), cells(2, name="Total"))
    assert session.row(3).action == "crear"
    session = staged(tmp_path, cells(1), ["Total", rtn(3)])
    row = session.row(3)
    assert (row.action, row.skipped) == ("error", False)
    assert "total_row" not in codes(session, 3)


def test_texts_that_are_written_as_formulas_are_texts(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1, rtn=f'="{rtn(1)}"', phone2='=""'), cells(2))
    assert (session.row(2).action, codes(session, 2)) == ("crear", [])
    assert session.row(2).shown["rtn"].replace("-", "") == rtn(1)


def test_rows_keep_the_numbers_of_the_file(office: Path, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    write_csv(path, [["", ""], cells(1), [], [], cells(2)], ["Listado de clientes 2026"])
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    lines.insert(1, ";".join(HEADERS))
    path.write_text("\n".join(lines), encoding="utf-8")
    session = begun(path)
    assert session.book_facts.header_row == 2
    assert actions(session) == {4: "crear", 7: "crear"}


def test_contacts_are_matched_by_name(office: Path, tmp_path: Path) -> None:
    saved = register(1)
    add_contact(saved.id, 1, name="Suyapa Mejía")
    add_contact(saved.id, 2, name="Ana Paz", position="Bodega")
    headers = [*HEADERS, "Contacto 1 Nombre", "Contacto 1 Cargo", "Contacto 2 Nombre"]
    session = staged(
        tmp_path, [*cells(1), "SUYAPA MEJIA", "Gerente", "Nueva Persona"], headers=headers
    )
    row = session.row(2)
    assert row.action == "actualizar"
    session.confirm()
    people = {one.name: contacts.values_of(one) for one in Contact.select()}
    assert set(people) == {"SUYAPA MEJIA", "Ana Paz", "Nueva Persona"}
    assert people["SUYAPA MEJIA"]["position"] == "Gerente"
    assert people["SUYAPA MEJIA"]["phone"] == "+50499010001"
    assert people["Ana Paz"]["position"] == "Bodega"
    assert [name for name, one in people.items() if one["is_primary"]] == ["SUYAPA MEJIA"]


def test_contacts_of_their_own_sheet_find_their_client(office: Path, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "lista.xlsx",
        {
            "Clientes": [HEADERS, cells(1), cells(2)],
            "Contactos": [
                ["RTN", "Nombre", "Cargo", "Email", "Principal"],
                [f"{rtn(2)[:4]}-{rtn(2)[4:8]}-{rtn(2)[8:]}", "Ana Paz", "", "a@b.hn", "No"],
                [int(rtn(2)), "Luis Mejía", "Jefe", "l@b.hn", "Sí"],
                [rtn(99), "De nadie", "", "x@b.hn", ""],
            ],
        },
    )
    session = begun(path)
    assert session.orphan_contacts() == 1
    session.confirm()
    found = rows(
        "SELECT client.rtn, contact.name, is_primary FROM contact JOIN client "
        "ON client.id = client_id ORDER BY contact.id"
    )
    assert found == [(rtn(2), "Ana Paz", 0), (rtn(2), "Luis Mejía", 1)]


# -- correcting -----------------------------------------------------------------------------------


def test_the_same_correction_for_every_equal_cell(office: Path, tmp_path: Path) -> None:
    session = staged(
        tmp_path, *(cells(number, department="Corte" * (number % 2)) for number in range(1, 7))
    )
    assert session.summary().error == 6
    assert session.equal_cells(2, "department") == 3
    assert session.apply_to_equals(2, "department", "Cortés") == 3
    assert session.summary().error == 3
    assert session.apply_to_equals(3, "department", "Yoro") == 3
    assert session.summary().error == 0
    assert session.undo() is not None
    assert session.summary().error == 3


def test_every_step_can_be_undone_until_none_is_left(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1), cells(2))
    session.undo()  # the choice of what to do with those that exist
    before = list(session.placed())
    session.set_cell(2, "name", "Uno")
    session.set_cell(2, "name", "Dos")
    session.skip(3)
    session.set_cell(3, "contacto.1.nombre", "Ana Paz")
    for _ in range(4):
        assert session.undo()
    assert session.undo() is None
    assert list(session.placed()) == before


def test_a_session_survives_and_is_offered_again(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1, department="xx"), cells(2))
    session.set_cell(2, "department", "Yoro")
    before = list(session.placed())
    session.close()
    (pending,) = ImportSession.pending(OPERATOR)
    assert (pending.file_name, pending.rows, pending.is_checked) == ("lista.csv", 2, True)
    assert ImportSession.pending("otro") == []
    again = ImportSession.resume(pending.id)
    assert list(again.placed()) == before
    assert again.undo() == "Departamento de la fila 2"
    again.discard()
    assert ImportSession.pending(OPERATOR) == []


def test_an_unfinished_import_is_told_of_at_the_start(
    office: Path, tmp_path: Path, state_folder: Path
) -> None:
    assert unfinished_words(OPERATOR) == ""
    first = staged(tmp_path, cells(1))
    assert unfinished_words(OPERATOR).startswith("Tiene una importación sin terminar")
    assert unfinished_words("otro") == ""
    second = staged(tmp_path, cells(2))
    assert "2 importaciones" in unfinished_words(OPERATOR)
    first.discard()
    second.confirm()
    second.close()
    assert unfinished_words(OPERATOR) == ""
    (state_folder / "rota.db").write_bytes(b"x" * 5_000)
    assert unfinished_words(OPERATOR) == ""


def test_what_is_gone_or_damaged_is_a_sentence(
    office: Path, tmp_path: Path, state_folder: Path
) -> None:
    session = staged(tmp_path, cells(1))
    session.close()
    (state_folder / f"{session.id}.db").write_bytes(b"no es una base")
    for identity in (session.id, "0123", "../../etc/passwd"):
        with pytest.raises(ServiceError):
            ImportSession.resume(identity)
    assert ImportSession.pending(OPERATOR) == []


def test_pages_of_every_view(office: Path, tmp_path: Path) -> None:
    register(3)
    session = staged(
        tmp_path,
        *(cells(number, department="xx" if number % 4 == 0 else "Yoro") for number in range(1, 41)),
    )
    for which in ("all", "new", "updates", "problems", "errors", "unchanged", "skipped"):
        view = View(which)
        whole = [row.id for row in session.page(view, 1000)]
        assert len(whole) == session.count(view)
        forward: list[int] = []
        while page := session.page(view, 7, after=forward[-1] if forward else None):
            forward += [row.id for row in page]
        assert forward == whole
        back: list[int] = []
        while page := session.page(view, 7, before=back[0] if back else None, backwards=True):
            back = [row.id for row in page] + back
        assert back == whole
        for place, number in enumerate(whole):
            assert session.position(view, number) == place
    assert session.count(View("errors", "choice_unknown")) == 10
    assert session.summary().filas == 40


def test_next_problem_goes_both_ways(office: Path, tmp_path: Path) -> None:
    session = staged(
        tmp_path,
        *(cells(number, department="xx" if number in (3, 5) else "Yoro") for number in range(1, 7)),
    )
    assert session.next_problem(None, errors_only=True) == 4
    assert session.next_problem(4, errors_only=True) == 6
    assert session.next_problem(6, errors_only=True) is None
    assert session.next_problem(6, backwards=True, errors_only=True) == 4
    assert session.next_problem(None, backwards=True, errors_only=True) == 6


def test_cancelled_check_leaves_the_import_to_be_checked(office: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "lista.csv", [cells(number) for number in range(5)])
    session = ImportSession.begin(path, OPERATOR)
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        session.check(cancel=stop)
    assert not session.is_checked
    with pytest.raises(ServiceError):
        session.confirm()
    session.check()
    assert session.summary().crear == 5


def test_cancelled_reading_leaves_nothing(office: Path, tmp_path: Path, state_folder: Path) -> None:
    path = write_csv(tmp_path / "lista.csv", [cells(number) for number in range(2_000)])
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        ImportSession.begin(path, OPERATOR, cancel=stop)
    assert list(state_folder.iterdir()) == []


def test_layout_can_be_changed(office: Path, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes(
        (";".join(HEADERS) + "\r\n" + ";".join(cells(1, name="Ñandú y Cía")) + "\r\n").encode(
            "cp1252"
        )
    )
    session = begun(path)
    assert session.book_facts.encoding == "cp1252"
    assert session.row(2).shown["name"] == "Ñandú y Cía"
    session.set_layout(encoding="latin-1")
    assert not session.is_checked
    session.check()
    assert session.row(2).shown["name"] == "Ñandú y Cía"
    with pytest.raises(ServiceError):
        session.set_layout(encoding="utf-8")
    assert session.book_facts.encoding == "latin-1"
    session.set_layout(header_row=2)
    assert session.headers[0] == "Ñandú y Cía"


def test_two_columns_cannot_bring_one_field(office: Path, tmp_path: Path) -> None:
    session = staged(tmp_path, cells(1))
    with pytest.raises(ServiceError):
        session.set_mapping({0: "nombre", 1: "nombre"})
    with pytest.raises(ServiceError):
        session.set_mapping({0: "no_existe"})


def test_mapping_is_remembered_by_the_headers(office: Path, tmp_path: Path) -> None:
    headers = ["Nombre o Razón Social", "Clave del tercero", *HEADERS[2:]]
    session = staged(tmp_path, cells(1), headers=headers)
    assert 1 not in session.targets
    session.set_mapping({**session.targets, 1: "rtn"})
    session.check()
    assert session.confirm().created == 1
    again = staged(tmp_path, cells(2), headers=headers)
    assert again.targets[1] == "rtn"
    assert again.doubtful == []
    assert again.confirm().created == 1
    assert client(2)["name"] in {name for (name,) in rows("SELECT name FROM client")}


def test_what_is_wrong_is_shown_without_what_a_terminal_must_not_get(
    office: Path, tmp_path: Path
) -> None:
    session = staged(tmp_path, cells(1, rtn="\x1b[31m12\x9b", department="x\u202ey\x1b]0;t\x07"))
    shown = session.row(2).shown
    assert all(text.isprintable() for text in shown.values())
    assert "\u202e" not in shown["department"]
