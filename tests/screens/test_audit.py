"""The audit log on screen: section 4 of a record, the office's, one entry, taking it back."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from aduanas_tui.screens.audit.detail import AuditEntryScreen
from aduanas_tui.screens.audit.filters import AuditFilterScreen
from aduanas_tui.screens.audit.screen import AuditScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.export import ExportedScreen
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services import audit_log, clients, contacts, lookup
from aduanas_tui.store import bulk
from tests import factories, helpers
from tests.factories import HOSTILE_NAMES, OPERATOR, SUPERVISOR, rtn
from tests.screens.conftest import Operator, Program
from tests.services.audit.jobs import every_kind, last_id

WHEN = re.compile(r"\d{2}/\d{2}/\d{2} \d{2}:\d{2}")


def told(one: Operator) -> list[str]:
    """Return what the rows on the screen say, from top to bottom."""
    return [
        line[found.end() + 1 :].strip(" │")
        for line in one.lines
        if (found := WHEN.search(line)) and line[:1] in (" ", "▌", "│")
    ]


async def open_section(one: Operator) -> None:
    """Open the log of the first client in the list."""
    await one.types("⏎⏎4")
    assert isinstance(one.screen, ClientRecordScreen)


async def open_office(one: Operator) -> None:
    """Open the log of the office from the menu."""
    await one.types("⏎mb")
    assert isinstance(one.screen, AuditScreen)


def edited_client() -> int:
    """A client with a contact, changed twice by one operator and once by another."""
    saved = factories.register(7, name="Distribuidora Ñandú, S.A.", phone="2234-5678")
    factories.add_contact(saved.id, 1, name="Suyapa Mejía")
    clients.edit(OPERATOR, saved.id, 1, {"phone": "9988-7766", "notes": "Solo\npor la mañana"})
    clients.edit("ana", saved.id, 2, {"city": "Danlí"}, accept_warnings=True)
    return saved.id


async def test_section_of_a_record(program: Program) -> None:
    edited_client()
    factories.register(8, name="Zapatería")
    async with program() as one:
        await open_section(one)
        assert "4 Bitácora" in one.lines[1]
        assert told(one) == [
            "ana        Cambió el cliente: Ciudad",
            "op1        Cambió el cliente: Teléfono principal, Notas",
            "op1        Registró el contacto Suyapa Mejía",
            "op1        Registró el cliente",
        ]
        assert "⏎ Ver cambio  f Filtros  x Exportar" in one.lines[-1]
        await one.types("↓y")
        assert one.notices[-1] == "Copiado: cambio"
        await one.types("1")
        assert not told(one)
        await one.types("←")
        assert len(told(one)) == 4, "left of the first section is the last one"


async def test_an_entry_shows_each_field_before_and_after(program: Program) -> None:
    edited_client()
    async with program() as one:
        await open_section(one)
        await one.types("↓⏎")
        assert isinstance(one.screen, AuditEntryScreen)
        assert "2234-5678 → 9988-7766" in one.line_with("Teléfono principal   ")
        assert re.search(r"Notas +—", one.sees)
        assert re.search(r"→ +Solo", one.sees)
        assert "por la mañana" in one.sees
        assert "Distribuidora Ñandú" in one.line_with("Cliente  ")
        assert "c Ficha" not in one.sees
        await one.types("c")
        assert one.notices[-1] == "▲ Ya está en su ficha."
        await one.types("⎋")
        assert isinstance(one.screen, ClientRecordScreen)


async def test_a_long_note_can_be_read_to_its_end(program: Program) -> None:
    saved = factories.register(1)
    note = "\n".join(f"Línea {number} de la nota." for number in range(60))
    clients.edit(OPERATOR, saved.id, 1, {"notes": note})
    async with program() as one:
        await open_section(one)
        await one.types("⏎")
        assert "Línea 59" not in one.sees
        await one.presses(*["pagedown"] * 6)
        assert "Línea 59 de la nota." in one.sees
        assert "u Deshacer" in one.sees


async def test_taking_a_change_back(program: Program) -> None:
    client_id = edited_client()
    async with program() as one:
        await open_section(one)
        await one.types("↓⏎u")
        assert isinstance(one.screen, ConfirmScreen)
        assert "Teléfono principal: 9988-7766 → 2234-5678" in one.sees
        assert "Notas: Solo por la mañana → —" in one.sees
        await one.types("n")
        assert isinstance(one.screen, AuditEntryScreen)
        await one.types("us")
        assert isinstance(one.screen, ClientRecordScreen)
        assert one.notices[-1] == "Cambio deshecho."
        assert told(one)[0].startswith("op1        Deshizo un cambio en el cliente: Teléfono")
        assert "▌" in one.line_with("Cambió el cliente: Teléfono"), "the cursor stays"
        values = lookup.client_record(client_id).values
        assert (values["phone"], values["notes"]) == ("+50422345678", "")
        await one.types("1")
        assert "2234-5678" in one.line_with("Teléfono principal"), "the record was read again"


async def test_why_a_change_cannot_be_taken_back(program: Program) -> None:
    client_id = edited_client()
    clients.edit("ana", client_id, 3, {"notes": "otra"})
    async with program() as one:
        await open_section(one)
        await one.types("⏎")
        assert "No se puede deshacer. Su rol es operador" in one.sees
        await one.types("u")
        assert "deshacer cambios de otros" in one.notices[-1]
        await one.types("⎋↓↓⏎")
        assert "ana cambió Notas después" in one.sees
        await one.types("⎋↓↓⏎u")
        assert "Un registro nuevo no se deshace aquí" in one.notices[-1]


async def test_somebody_is_faster(program: Program) -> None:
    client_id = edited_client()
    async with program() as one:
        await open_section(one)
        await one.types("↓⏎u")
        clients.edit("ana", client_id, 3, {"notes": "otra"})
        await one.types("s")
        assert isinstance(one.screen, AuditEntryScreen)
        assert "ana cambió Notas después" in one.notices[-1]
        assert "No se puede deshacer. ana cambió Notas" in one.sees


async def test_a_supervisor_takes_back_what_others_changed(program: Program) -> None:
    client_id = edited_client()
    async with program(operator=SUPERVISOR) as one:
        await open_office(one)
        await one.types("⏎us")
        assert isinstance(one.screen, AuditScreen)
        assert lookup.client_record(client_id).values["city"] == "Tegucigalpa"
        assert told(one)[0].startswith(f"{SUPERVISOR}       Distribuidora")


async def test_the_office_sees_everybody(program: Program) -> None:
    client_id = edited_client()
    gone = factories.register(8, name="Zapatería")
    clients.delete("ana", gone.id, 1)
    async with program() as one:
        await open_office(one)
        assert told(one)[:2] == [
            "ana        Zapatería (ya no)    Eliminó el cliente",
            "op1        Zapatería (ya no)    Registró el cliente",
        ]
        assert len(told(one)) == 6
        await one.types("⏎")
        assert "Zapatería (ya no existe)" in one.sees
        assert "Lo eliminado no vuelve" in one.sees
        await one.types("c")
        assert one.notices[-1] == "▲ Ese cliente ya no existe."
        await one.types("⎋↓↓⏎c")
        assert isinstance(one.screen, ClientRecordScreen)
        assert one.screen.record is not None
        assert one.screen.record.id == client_id
        await one.types("⎋")
        assert isinstance(one.screen, AuditScreen)
        await one.types("⎋")
        assert isinstance(one.screen, ClientListScreen)


async def test_a_wide_list_has_more_room_for_the_client(program: Program) -> None:
    name = "Distribuidora Alimenticia Centroamericana"
    factories.register(1, name=name)
    async with program(size=(80, 24)) as one:
        await open_office(one)
        assert "Distribuidora Alime… Registró el cliente" in one.sees
        await one.resizes(120, 30)
        assert f"{name[:35]}… Registró el cliente" in one.sees


async def test_an_entry_of_a_document_leads_to_it(program: Program) -> None:
    every_kind(factories.register(1).id)
    async with program() as one:
        await open_office(one)
        await one.types("⏎c⏎")
        assert isinstance(one.screen, DocumentScreen)
        assert "Pago de 08/01/2026" in one.sees


async def test_the_menu_goes_back_and_forth(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await open_office(one)
        await one.types("mc")
        assert isinstance(one.screen, ClientListScreen)
        await one.types("⏎mb⎋")
        assert isinstance(one.screen, ClientListScreen)
        await one.types("⏎mbmb")
        assert isinstance(one.screen, AuditScreen)


FILTERS = {
    "hoy⏎": 7,
    "mes pas⏎": 0,
    "⏎01/01/2020⏎31/12/2020": 0,
    "⏎⏎⏎ana": 2,
    "⏎⏎⏎⏎nandu": 4,
    f"⏎⏎⏎⏎{rtn(8)}": 2,
    "⏎⏎⏎⏎⏎conta": 1,
    "⏎⏎⏎⏎⏎⏎elim": 1,
    "⏎⏎⏎op1⏎⏎clientes⏎cambiar⇥": 1,
}
"""What is typed in the dialog, and how many entries pass."""


async def test_each_filter_of_the_office(program: Program) -> None:
    edited_client()
    gone = factories.register(8, name="Zapatería")
    clients.delete("ana", gone.id, 1)
    factories.register(9, name="Librería")
    async with program() as one:
        await open_office(one)
        for typed, number in FILTERS.items():
            await one.types("f")
            assert isinstance(one.screen, AuditFilterScreen)
            await one.types(f"{typed}②")
            assert isinstance(one.screen, AuditScreen), (typed, one.notices)
            assert len(told(one)) == number, typed
            if number != 7:
                assert one.lines[1].startswith(" Cambios: ")
            await one.presses("0")
            assert len(told(one)) == 7
        assert one.lines[1].startswith(" Todos los cambios")


async def test_filters_stay_until_they_are_changed(program: Program) -> None:
    edited_client()
    async with program() as one:
        await open_office(one)
        await one.types("f⏎⏎⏎ana⏎nandu②")
        assert one.lines[1] == " Cambios: de ana · Distribuidora Ñandú, S.A."
        await one.types("f②")
        assert len(told(one)) == 1
        await one.presses("f", "f6")
        assert len(told(one)) == 4


async def test_the_client_of_a_filter_is_chosen_among_several(program: Program) -> None:
    for number in (1, 2):
        factories.register(number, name=f"Ferretería Ñandú {number}")
    clients.delete(OPERATOR, 2, 1)
    async with program() as one:
        await open_office(one)
        await one.types("f⏎⏎⏎⏎nandu②")
        assert isinstance(one.screen, PickScreen)
        assert "eliminado" in one.line_with("Ferretería Ñandú 2")
        await one.types("↓⏎")
        assert isinstance(one.screen, AuditScreen)
        assert len(told(one)) == 2
        await one.types("f⏎⏎⏎⏎no hay nadie②")
        assert "Ningún cliente coincide con «no hay nadie»" in one.notices[-1]
        assert isinstance(one.screen, AuditFilterScreen)


async def test_filters_of_a_record_keep_to_its_client(program: Program) -> None:
    client_id = edited_client()
    clients.edit("ana", factories.register(8, name="Zapatería").id, 1, {"notes": "x"})
    async with program() as one:
        await open_section(one)
        await one.types("f")
        assert "│ Registro ▾" in one.sees
        assert "│ Cliente" not in one.sees
        await one.types("⏎⏎⏎ana②")
        assert told(one) == ["ana        Cambió el cliente: Ciudad"]
        await one.types("f")
        await one.presses("f6")
        assert len(told(one)) == 4
        await one.types("fmes pas②")
        assert "Ningún cambio pasa los filtros." in one.sees
        await one.presses("delete")
        assert len(told(one)) == 4
        assert lookup.client_record(client_id).version == 3


def many(number: int) -> None:
    """Write so many entries of one client, each with its number as the field's new value."""
    columns = ("at", "operator", "action", "entity", "entity_id", "client_id", "label", "changes")
    bulk.insert(
        "audit_entry",
        columns,
        [
            (
                f"2026-01-{1 + at // 1000:02}T10:{at // 60 % 60:02}:{at % 60:02}.000000Z",
                f"n{at:04}",
                *("update", "client", 1, 1, "x", '{"notes":["a","b"]}'),
            )
            for at in range(number)
        ],
    )


async def test_a_long_log_is_read_page_by_page(program: Program) -> None:
    factories.register(1)
    many(300)
    async with program() as one:
        await open_section(one)

        def numbers() -> list[int]:
            return [int(found) for found in re.findall(r"\bn(\d{4})\b", one.sees)]

        assert numbers()[0] == 299
        seen = set(numbers())
        for _ in range(20):
            await one.presses("pagedown")
            seen |= set(numbers())
        assert seen == set(range(300))
        assert "Registró el cliente" in one.sees
        await one.presses("home")
        assert numbers()[0] == 299
        await one.presses("end")
        assert numbers()[-1] == 0
        for _ in range(5):
            await one.presses("pageup")
        assert numbers() == sorted(numbers(), reverse=True)
        assert 100 < numbers()[0] < 290
        row = one.screen.query_one("AuditPanel").rows.current
        clients.edit(OPERATOR, 1, 1, {"notes": "nueva"})
        before = one.sees
        await one.presses("f5")
        assert one.sees == before, "neither the cursor nor the screen moves"
        assert one.screen.query_one("AuditPanel").rows.current == row
        await one.presses("home")
        assert "Cambió el cliente: Notas" in told(one)[0]


async def test_exporting_what_is_listed(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    edited_client()
    async with program() as one:
        await open_office(one)
        await one.types("f⏎⏎⏎ana②x")
        assert "Filtros: de ana." in one.sees
        await one.types("⏎csv⏎")
        path = tmp_path / "log.csv"
        await one.presses("home", "ctrl+k")
        await one.types(f"{path}②")
        await helpers.until(lambda: isinstance(one.screen, ExportedScreen), "the file")
        await one.settles()
        assert "✓ 1 cambio" in one.sees
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "Ciudad;Tegucigalpa;Danlí" in lines[1]
        assert f"{date.today():%Y-%m-%d}" in lines[1]


async def test_an_empty_log(program: Program) -> None:
    async with program() as one:
        await open_office(one)
        assert "Todavía no hay cambios" in one.sees
        await one.types("⏎")
        assert isinstance(one.screen, AuditScreen)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_what_strangers_wrote_breaks_nothing(size: tuple[int, int], program: Program) -> None:
    columns = ("at", "operator", "action", "entity", "entity_id", "client_id", "label", "changes")
    change = audit_log.AuditAction.UPDATE
    lines = [
        (
            "2026-01-05T10:00:00.000000Z",
            *(name, change, "contact", 1, 1, name, f'{{"name":["a",{name!r}]}}'),
        )
        for name in ("[/foo]", "[red]x[/red]")
    ]
    lines = [(*line[:-1], line[-1].replace("'", '"')) for line in lines]
    bulk.insert("audit_entry", columns, lines)
    names = HOSTILE_NAMES if size == (80, 24) else HOSTILE_NAMES[::6]
    for number, name in enumerate(names):
        saved = factories.register(number + 1)
        clients.edit(OPERATOR, saved.id, 1, {"name": name, "notes": name}, accept_warnings=True)
    async with program(size=size) as one:
        await open_office(one)
        for _ in names:
            await one.types("⏎")
            assert isinstance(one.screen, AuditEntryScreen)
            assert "Cambió el cliente" in one.sees
            assert "\x1b" not in one.sees
            assert "\u202e" not in one.sees
            await one.types("⎋↓↓")
        await one.presses("end")
        assert "[/foo]" in one.sees
        await one.types("⏎")
        assert "[/foo]" in one.sees


async def test_a_failing_database_is_said_in_one_sentence(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited_client()
    async with program() as one:
        await open_section(one)

        def failing(*_: object, **__: object) -> None:
            raise RuntimeError("boom")

        monkeypatch.setattr(audit_log, "page", failing)
        await one.presses("f5")
        assert "Ocurrió un error inesperado" in one.notices[-1]
        monkeypatch.setattr(audit_log, "entry_detail", failing)
        await one.types("⏎")
        assert isinstance(one.screen, ClientRecordScreen)
        assert "Ocurrió un error inesperado" in one.notices[-1]


async def test_contacts_are_told_in_the_record_of_their_client(program: Program) -> None:
    client_id = edited_client()
    contact = lookup.client_record(client_id).contacts[0]
    contacts.edit(OPERATOR, contact.id, contact.version, {"position": "Gerente"})
    async with program() as one:
        await open_section(one)
        await one.types("⏎us")
        assert told(one)[0] == "op1        Deshizo un cambio en el contacto Suyapa Mejía: Cargo"
        assert lookup.client_record(client_id).contacts[0].values["position"] == "Jefa de compras"
        assert last_id() == 6
