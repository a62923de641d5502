"""What was typed and not saved is offered again, wherever its form is; nothing is lost unasked."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import show_record
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.screens import draft_keeping
from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ChoiceScreen, ConfirmScreen
from aduanas_tui.screens.contact_form import ContactFormScreen
from aduanas_tui.screens.documents.form import DocumentFormScreen
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services import clients, lookup
from aduanas_tui.services.drafts import Draft, box_of
from aduanas_tui.services.operations import stepping
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.models import Client, StateChange
from tests import factories
from tests.factories import OPERATOR, rtn
from tests.helpers import until
from tests.screens.conftest import Operator, Program
from tests.screens.operating import edit_form, new_form, open_document

NEW = "↓nComercial Ñandú⇥" + rtn(50) + "⇥⇥Bo. Guamilito"


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_keeping, "PAUSE", 0.02)


def drafts(one: Operator) -> list[Draft]:
    """All drafts, also those in open forms."""
    box = one.app.drafts
    assert box is not None
    return box.drafts()


async def kept(one: Operator) -> Draft:
    """Wait until the open form is kept as it is."""
    form = one.screen
    await until(
        lambda: any(draft.typed == form.form.changed() for draft in drafts(one)), "the draft"
    )
    await one.settles()
    return next(draft for draft in drafts(one) if draft.typed == form.form.changed())


async def dropped(program: Program, typed: str) -> dict[str, str]:
    """Type into a form, wait until it was kept, and lose the line; return what was typed."""
    async with program() as one:
        await one.types(typed)
        draft = await kept(one)
    return dict(draft.typed)


STORED = {"name": "Comercial Prueba 1", "address": "Bo. El Centro, 2 calle"}
"""Of the first client of ``factories``."""


def leave(office: Path, target: int = 0, operator: str = OPERATOR, **typed: str) -> dict[str, str]:
    """Leave a draft of a client behind, as a session does whose line drops; return its texts."""
    box = box_of(office, operator)
    original = {key: STORED[key] if target else "" for key in typed}
    title = "Clientes › Comercial Prueba 1 › Editar" if target else "Clientes › Nuevo cliente"
    box.keep(Draft(box.new_id(), "client", target, 0, title, typed, original))
    box.close()
    return typed


# -- keeping and offering ------------------------------------------------------------------------


async def test_a_new_client_comes_back_from_the_list(program: Program) -> None:
    factories.register(1)
    typed = await dropped(program, NEW)
    async with program() as one:
        one.app.look_for_drafts()
        await one.settles()
        assert one.lines[-1].startswith("F12 Borrador ")
        await one.presses("f12")
        assert isinstance(one.screen, ChoiceScreen)
        assert "Lo escribió hace un momento." in one.sees
        assert f"RTN: {format_rtn(rtn(50))}" in one.sees
        assert "Dirección: Bo. Guamilito" in one.sees
        await one.types("s")
        assert isinstance(one.screen, ClientFormScreen)
        assert one.screen.form.changed() == typed
        assert one.screen.unsaved()
        assert one.notices == ["Borrador puesto: revise y guarde."]
        assert "F12" not in one.lines[-1]
        for key, text in {"city": "Tela", "phone": "24481234", "email": "a@b.example"}.items():
            one.screen.form.row(key).raw = text
        await one.types("②")
        if isinstance(one.screen, ConfirmScreen):
            await one.types("s")
        assert isinstance(one.screen, ClientRecordScreen)
        assert drafts(one) == []
        assert lookup.client_by_rtn(rtn(50)) is not None


async def test_an_edit_comes_back_with_what_differs(program: Program) -> None:
    client = factories.register(1, notes="Antes de las cuatro").id
    await dropped(program, "⏎⏎e S.A.⇥⇥⇥, frente al parque")
    async with program() as one:
        await one.types("⏎⏎e")
        assert "▲ Borrador sin guardar (hace un momento, 2 campos): F12 lo muestra." in one.sees
        assert one.screen.form.changed() == {}, "nothing is filled in unasked"
        await one.presses("f12")
        assert " Nombre o Razón Social: …Prueba 1 → …Prueba 1 S.A. " in one.sees
        assert "Dirección: " in one.sees and " → …" in one.line_with("Dirección: ")
        await one.types("⏎")
        assert one.screen.form.raw()["name"] == "Comercial Prueba 1 S.A."
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert drafts(one) == []
    assert lookup.client_record(client).values["address"].endswith(", frente al parque")


async def test_what_somebody_changed_since_is_marked(program: Program, office: Path) -> None:
    client = factories.register(1).id
    leave(
        office,
        client,
        name=f"{STORED['name']} S.A.",
        address=f"{STORED['address']}, frente al parque",
    )
    changes = {"address": "Bo. Abajo", "city": "Tela"}
    clients.edit("op2", client, 1, changes, accept_warnings=True)
    async with program() as one:
        await one.types("⏎⏎e")
        await one.presses("f12")
        assert "▲ Dirección: Bo. Abajo → " in one.sees
        assert "▲ Cambió después de que usted lo escribió." in one.sees
        assert "▲ Nombre" not in one.sees
        await one.types("s")
        assert "Entretanto cambió a «Bo. Abajo»." in one.sees
        assert one.screen.form.raw()["city"] == "Tela", "what was not typed is what is stored"
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen)
    values = lookup.client_record(client).values
    assert values["address"] == "Bo. El Centro, 2 calle, frente al parque"
    assert (values["name"], values["city"]) == ("Comercial Prueba 1 S.A.", "Tela")


async def test_a_draft_of_another_name_says_where_it_was_typed(
    program: Program, office: Path
) -> None:
    """Somebody renamed the client, or after a backup was restored its number is another's."""
    client = factories.register(1).id
    leave(office, client, address=f"{STORED['address']}, frente al parque")
    clients.edit("op2", client, 1, {"name": "Comercial Distinta"}, accept_warnings=True)
    async with program() as one:
        await one.types("⏎⏎e")
        await one.presses("f12")
        assert "▲ Lo escribió hace un momento, en Comercial Prueba 1 › Editar" in one.sees


async def test_a_draft_is_thrown_away(program: Program, office: Path) -> None:
    client = factories.register(1).id
    leave(office, client, name=f"{STORED['name']} S.A.")
    async with program() as one:
        await one.types("⏎⏎e")
        await one.presses("f12")
        await one.types("t")
        assert isinstance(one.screen, ClientFormScreen)
        assert one.notices == ["Borrador tirado."]
        assert "Borrador sin guardar" not in one.sees
        assert drafts(one) == []
        await one.presses("f12")
        assert one.notices[-1] == "▲ No hay un borrador de este formulario."


async def test_a_draft_can_wait(program: Program, office: Path) -> None:
    client = factories.register(1).id
    typed = leave(office, client, name=f"{STORED['name']} S.A.")
    async with program() as one:
        await one.types("⏎⏎e")
        await one.presses("f12")
        await one.types("⎋")
        assert "F12 lo muestra" in one.sees
        await one.types(" de C.V.")
        await kept(one)
        assert len(drafts(one)) == 2, "what is typed now is kept beside it"
        await one.types("⎋s")
        assert isinstance(one.screen, ClientRecordScreen)
        assert [draft.typed for draft in drafts(one)] == [typed]


async def test_keys_typed_ahead_go_into_the_form(program: Program, office: Path) -> None:
    """A draft asks nothing that the next key could answer."""
    factories.register(1)
    leave(office, name="Comercial Ñandú")
    async with program() as one:
        await one.types("↓nTecnisa⇥")
        assert one.screen.form.raw()["name"] == "Tecnisa"
        assert "F12 lo muestra" in one.sees
        assert len([draft for draft in drafts(one) if not draft.is_open]) == 1


async def test_taking_a_draft_says_what_it_replaces(program: Program, office: Path) -> None:
    factories.register(1)
    leave(office, name="Comercial Ñandú")
    async with program() as one:
        await one.types("↓nTecnisa")
        await kept(one)
        await one.presses("f12")
        assert "Nombre o Razón Social: Tecnisa → Comercial Ñandú" in one.sees
        await one.types("s")
        draft = await kept(one)
        assert draft.typed["name"] == "Comercial Ñandú"
        assert drafts(one) == [draft]


async def test_all_fields_and_the_answers_fit_the_smallest_terminal(
    program: Program, office: Path
) -> None:
    client = factories.register(1).id
    values = lookup.client_record(client).values
    keys = [item.key for item in CLIENT_FIELDS]
    shown = show_record(CLIENT_FIELDS, values)
    box = box_of(office, OPERATOR)
    typed = {key: f"{shown[key]} y más todavía, hasta que no cabe" for key in keys}
    before = dict.fromkeys(keys, "otra cosa")
    box.keep(Draft(box.new_id(), "client", client, 0, "Clientes › X", typed, before))
    box.close()
    async with program((60, 20)) as one:
        await one.presses("f12")
        for item in CLIENT_FIELDS:
            assert f"▲ {item.label}: " in one.sees
        assert "▲ Cambió después de que usted lo escribió." in one.sees
        assert "Seguir con él (s)" in one.sees


# -- forgetting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", ["⎋s", "②"])
async def test_saving_and_leaving_on_purpose_forget(program: Program, keys: str) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e S.A.")
        await kept(one)
        await one.types(keys)
        assert isinstance(one.screen, ClientRecordScreen)
        assert drafts(one) == []


async def test_leaving_the_program_on_purpose_forgets(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e S.A.")
        await kept(one)
        await one.presses("f10")
        await one.types("s")
        assert drafts(one) == []


async def test_going_elsewhere_by_the_menu_forgets(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e S.A.")
        await kept(one)
        await one.presses("f8")
        await one.types("c")
        await one.types("⏎s" if not isinstance(one.screen, ConfirmScreen) else "s")
        assert isinstance(one.screen, ClientListScreen)
        assert drafts(one) == []


async def test_what_is_typed_back_is_no_draft(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎eX")
        await kept(one)
        await one.types("⌫")
        await until(lambda: not drafts(one), "the end of the draft")
        await one.types("Y")
        assert (await kept(one)).typed["name"].endswith("Y")


async def test_what_was_stored_after_all_is_not_offered(program: Program, office: Path) -> None:
    """The line dropped between the saving and the forgetting."""
    client = factories.register(1).id
    typed = leave(office, client, name=f"{STORED['name']} S.A.")
    clients.edit(OPERATOR, client, 1, typed, accept_warnings=True)
    async with program() as one:
        await one.types("⏎⏎e")
        assert "Borrador" not in one.sees
        assert drafts(one) == []


# -- every form ----------------------------------------------------------------------------------


async def test_a_contact_comes_back(program: Program) -> None:
    client = factories.register(1).id
    typed = await dropped(program, "⏎⏎2nSuyapa⏎Jefa⏎9988")
    assert typed == {"name": "Suyapa", "position": "Jefa", "phone": "9988"}
    async with program() as one:
        await one.presses("f12")
        await one.types("s")
        assert isinstance(one.screen, ContactFormScreen)
        assert one.screen.form.changed() == typed
        await one.types("⇥⇥7766②")
        if isinstance(one.screen, ConfirmScreen):
            await one.types("s")
        assert isinstance(one.screen, ClientRecordScreen), one.sees
    (contact,) = lookup.client_record(client).contacts
    assert contact.values["name"] == "Suyapa"


async def test_the_reason_of_a_step_comes_back(program: Program) -> None:
    """Where the step is taken again, and from the list."""
    file = factories.customs_file(factories.register(1).id)
    async with program() as one:
        await open_document(one, Kind.CUSTOMS_FILE, file.id)
        await one.types("acan⇥⇥Lo pidió")
        assert (await kept(one)).typed == {"to_state": "Anulado", "reason": "Lo pidió"}
    async with program() as one:
        await open_document(one, Kind.CUSTOMS_FILE, file.id)
        await one.types("ac")
        assert "Borrador sin guardar" in one.sees and "Lo pidió" not in one.sees
        await one.presses("f12")
        assert "Pasa a: En digitación → Anulado" in one.sees
        await one.types("s")
        assert "Anulado" in one.line_with("Pasa a") and "Lo pidió" in one.line_with("Motivo")
        await one.presses("f10")
        assert "Hay cambios sin guardar." in one.sees
        await one.types("⎋")
        one.screen.form.row("reason").entry.focus()
        await one.types(" el cliente")
        await kept(one)
    async with program() as one:
        await one.presses("f12")
        await one.types("s②")
        assert isinstance(one.screen, ClientRecordScreen), one.sees
        assert drafts(one) == []
    (step,) = StateChange.select()
    assert (step.to_state, step.reason) == ("anulado", "Lo pidió el cliente")


async def test_the_reason_of_a_step_that_is_not_possible_any_more_is_shown(
    program: Program, office: Path
) -> None:
    file = factories.customs_file(factories.register(1).id)
    box = box_of(office, OPERATOR)
    place = ("customs_file.annul", file.id, file.client_id)
    box.keep(Draft(box.new_id(), *place, "Clientes › X", {"reason": "Era de otro"}, {"reason": ""}))
    box.close()
    stepping.annul(OPERATOR, Kind.CUSTOMS_FILE, file.id, 1, "Por error", on_day=date.today())
    async with program() as one:
        await one.presses("f12")
        assert "Motivo: Era de otro" in one.sees and "anulado" in one.sees
        await one.types("s")
        assert drafts(one) == []


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (Kind.CUSTOMS_FILE, {"office": "Puerto Cortés", "description": "Llantas\nusadas"}),
        (Kind.INVOICE, {"number": "000-001-01-00000123", "subtotal": "100.00", "isv": "0.00"}),
        (Kind.PAYMENT, {"amount": "12.50", "reference": "[/x] 99"}),
    ],
)
async def test_an_operation_comes_back(program: Program, kind: Kind, keys: dict[str, str]) -> None:
    client = factories.register(1).id
    factories.invoice(client)
    async with program() as one:
        await new_form(one, kind)
        for key, text in keys.items():
            one.screen.form.row(key).raw = text
        await one.settles()
        typed = dict((await kept(one)).typed)
    assert typed.items() >= keys.items()
    async with program() as one:
        await one.presses("f12")
        await one.types("s")
        assert isinstance(one.screen, DocumentFormScreen), one.notices
        found = one.screen.form.raw()
        assert {key: found[key] for key in typed} == typed


async def test_an_operation_is_edited_on(program: Program) -> None:
    client = factories.register(1).id
    quote = factories.quote(client, valid_until=date(2030, 2, 16))
    async with program() as one:
        await edit_form(one, Kind.QUOTE, quote.id)
        one.screen.form.row("description").raw = "Con flete"
        await one.settles()
        await kept(one)
    async with program() as one:
        await one.presses("f12")
        assert "Descripción: nada → Con flete" in one.sees
        await one.types("s②")
        if isinstance(one.screen, ConfirmScreen):
            await one.types("s")
        assert isinstance(one.screen, ClientRecordScreen), one.sees


# -- several ---------------------------------------------------------------------------------------


async def test_several_drafts_are_listed(program: Program, office: Path) -> None:
    leave(office, factories.register(1).id, name=f"{STORED['name']} S.A.")
    leave(office, name="Comercial Ñandú")
    async with program() as one:
        await one.presses("f12")
        assert isinstance(one.screen, PickScreen)
        assert "Clientes › Nuevo cliente" in one.sees
        assert "Clientes › Comercial Prueba 1 › Editar" in one.sees
        await one.types("↓⏎")
        assert "…Prueba 1 → …Prueba 1 S.A." in one.sees
        await one.types("d⎋")
        assert isinstance(one.screen, ClientListScreen)
        assert len(drafts(one)) == 2


async def test_two_new_clients_are_told_apart_in_the_form(program: Program, office: Path) -> None:
    factories.register(1)
    leave(office, name="Uno")
    leave(office, name="Dos")
    async with program() as one:
        await one.types("↓n")
        assert "2 borradores sin guardar de este formulario: F12 los muestra." in one.sees
        await one.presses("f12")
        await one.types("↓⏎s")
        assert one.screen.form.raw()["name"] == "Uno"
        assert "Borrador sin guardar (hace un momento, 1 campo)" in one.sees


async def test_without_drafts_it_says_so(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        assert "F12" not in one.lines[-1]
        await one.presses("f12")
        assert one.notices == ["No tiene borradores sin guardar."]


async def test_another_operator_sees_nothing_of_it(program: Program, office: Path) -> None:
    leave(office, factories.register(1).id, name=f"{STORED['name']} S.A.")
    async with program(operator="op2") as two:
        await two.presses("f12")
        assert two.notices == ["No tiene borradores sin guardar."]
        await two.types("⏎⏎e")
        assert "Borrador" not in two.sees


async def test_the_same_form_in_two_sessions(program: Program, office: Path) -> None:
    """What the other session has open is told of, not offered; each keeps its own."""
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e S.A.")
        theirs = await kept(one)
        elsewhere = box_of(office, OPERATOR)
        other = Draft(
            elsewhere.new_id(),
            *theirs.place,
            title=theirs.title,
            typed={"name": "Desde la otra"},
            original=theirs.original,
        )
        elsewhere.keep(other)
        await one.types("⎋se")
        assert "Usted tiene este formulario abierto en otra sesión" in one.notices[-1]
        assert "F12" not in one.lines[-1]
        await one.types(" de C.V.")
        await kept(one)
        assert sorted(draft.typed["name"] for draft in drafts(one)) == [
            "Comercial Prueba 1 de C.V.",
            "Desde la otra",
        ]
        elsewhere.close()


async def test_a_draft_that_another_session_took_is_gone(program: Program, office: Path) -> None:
    leave(office, factories.register(1).id, name=f"{STORED['name']} S.A.")
    async with program() as one:
        await one.types("⏎⏎e")
        elsewhere = box_of(office, OPERATOR)
        (draft,) = elsewhere.left_behind()
        assert elsewhere.take_over(draft) is not None
        await one.presses("f12")
        await one.types("s")
        assert one.notices[-1] == "▲ Ese borrador ya no está: lo abrió otra sesión suya."
        assert one.screen.form.changed() == {}
        elsewhere.close()


async def test_of_a_client_that_is_gone_the_text_is_shown(program: Program, office: Path) -> None:
    client = factories.register(1).id
    leave(office, client, name=f"{STORED['name']} S.A.")
    clients.delete(OPERATOR, client, 1)
    async with program() as one:
        await one.presses("f12")
        assert "ya no existe" in one.sees
        assert "Nombre o Razón Social: Comercial Prueba 1 S.A." in one.sees
        await one.types("n")
        assert len(drafts(one)) == 1
        await one.presses("f12")
        await one.types("s")
        assert drafts(one) == []


async def test_a_draft_of_a_form_nobody_knows_is_left_alone(program: Program, office: Path) -> None:
    box = box_of(office, OPERATOR)
    box.keep(Draft(box.new_id(), "proforma", 0, 1, "Proforma", {"x": "y"}, {"x": ""}))
    box.close()
    async with program() as one:
        await one.presses("f12")
        assert one.notices == [
            "✗ Ese borrador es de una versión más nueva del programa: actualícelo."
        ]
        assert len(drafts(one)) == 1


# -- bad moments ---------------------------------------------------------------------------------


async def test_a_disk_that_takes_nothing_is_told_of_once(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.register(1)

    tried: list[str] = []

    def full(draft: Draft) -> None:
        tried.append(draft.typed["name"])
        raise OSError(28, "No space left on device")

    async with program() as one:
        assert one.app.drafts is not None
        monkeypatch.setattr(one.app.drafts, "keep", full)
        await one.types("⏎⏎e S.A.")
        await until(lambda: one.notices, "the notice")
        assert "el disco está lleno" in one.notices[0]
        await one.types(" de C.V.")
        await until(lambda: tried[-1].endswith(" S.A. de C.V."), "another try")
        await one.settles()
        assert len(one.notices) == 1
        assert one.screen.form.raw()["name"].endswith(" S.A. de C.V.")


async def test_hostile_text_is_shown_as_text(program: Program) -> None:
    """A draft may quote what a stranger's file brought in, or what was pasted."""
    name = "".join(factories.HOSTILE_NAMES)[:180]
    client = factories.register(1, name=name).id
    stored = lookup.client_record(client).values["name"]
    async with program() as one:
        await one.types("⏎⏎e [/red]⇥⇥⇥[/foo] $x {y}")
        await kept(one)
    clients.edit("op2", client, 1, {"address": "[/bar]" + name[:80]}, accept_warnings=True)
    async with program() as one:
        await one.presses("f12")
        assert "▲ Dirección: [/bar]" in one.sees
        await one.types("s")
        assert one.screen.form.raw()["name"] == f"{stored} [/red]"
        assert "Entretanto cambió a «[/bar]" in one.sees
        assert not any(ord(char) < 32 for char in one.sees.replace("\n", ""))


async def test_an_unforeseen_error_loses_nothing(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.register(1)
    monkeypatch.setattr(draft_keeping, "PAUSE", 3_600.0)  # it had no time to keep it by itself

    with pytest.raises(RuntimeError):
        async with program() as one:
            await one.types("⏎⏎e S.A.")
            assert drafts(one) == []
            one.app._handle_exception(RuntimeError("nobody foresaw it"))
    async with program() as one:
        assert [draft.typed["name"] for draft in drafts(one)] == ["Comercial Prueba 1 S.A."]


async def test_the_snapshot_has_every_open_form(program: Program) -> None:
    """As a signal handler or the watchdog takes it: at once, from any thread."""
    factories.register(1)
    async with program() as one:
        await one.types("↓nOtra⇥" + rtn(1) + "⇥")
        await one.presses("f6")  # the client that has the RTN, over the form
        await one.types("e S.A.")
        words = await asyncio.to_thread(one.app.keep_what_is_typed)
        assert "quedó en un borrador" in words
        assert {draft.typed["name"] for draft in drafts(one)} == {
            "Otra",
            "Comercial Prueba 1 S.A.",
        }
    assert Client.select().count() == 1


async def test_with_nothing_typed_there_is_no_snapshot(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e")
        assert one.app.keep_what_is_typed() == "Se cerró aduanas."
        assert drafts(one) == []


# -- nobody there --------------------------------------------------------------------------------


async def test_after_the_idle_limit_the_program_ends_with_a_draft(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e S.A.")
        one.app.idle_limit = 0.001
        one.app._look_at_idleness()
        await until(lambda: one.app._exit, "the end")
        assert one.app.goodbye.startswith("aduanas se cerró tras ")
        assert one.app.goodbye.endswith(" Lo escrito y no guardado quedó en un borrador.")
        (draft,) = drafts(one)
        assert draft.typed["name"] == "Comercial Prueba 1 S.A."


async def test_keys_and_work_put_the_end_off(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        one.app.idle_limit = 3_600
        one.app._look_at_idleness()
        assert not one.app._exit
        one.app.idle_limit = 0.001
        one.screen.jobs += 1
        one.app._look_at_idleness()
        one.screen.jobs -= 1
        assert not one.app._exit
