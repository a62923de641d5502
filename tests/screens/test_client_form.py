"""Registering and editing a client: as one types, as one saves, and when others did meanwhile."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.help import HelpScreen
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services import clients, lookup
from aduanas_tui.store.models import AuditEntry, Client
from aduanas_tui.widgets.form import LABEL_WIDTH
from tests import factories, helpers
from tests.factories import rtn
from tests.screens.conftest import Operator, Program

TYPED = {
    "name": "Ferretería El Ñandú, S. de R.L.",
    "rtn": rtn(77),
    "kind": "Persona Jurídica",
    "address": "Bo. El Centro, 2 calle",
    "city": "Danlí",
    "department": "El Paraíso",
    "phone": "2763-4455",
    "phone2": "9988-7766",
    "email": "ventas@nandu.hn",
    "billing_email": "facturas@nandu.hn",
    "website": "https://nandu.hn",
    "notes": "Solo por la mañana.",
}
"""Every field as an operator types it."""

STORED = TYPED | {
    "kind": "juridica",
    "phone": "+50427634455",
    "phone2": "+50499887766",
}
"""The same as it is stored."""


def short(number: int = 77, name: str = "Zeta") -> str:
    """What must be typed of a client, field by field; kind and department are proposed."""
    return f"{name}⏎{rtn(number)}⏎⏎Calle 1⏎Danlí⏎⏎27634455⏎⏎a@b.hn"


def values(one: Operator) -> dict[str, str]:
    """What is typed in the form, by field."""
    assert isinstance(one.screen, ClientFormScreen), one.screen
    return one.screen.form.raw()


def field(one: Operator) -> str:
    """The key of the field that has the focus."""
    row = one.screen.form.current
    assert row is not None
    return str(row.item.key)


def under(one: Operator, label: str) -> str:
    """What stands under a field, in one line."""
    lines = one.lines
    at = next(
        number for number, line in enumerate(lines) if line[1 : LABEL_WIDTH + 1].startswith(label)
    )
    found = []
    for line in lines[at + 1 :]:
        if line[: LABEL_WIDTH + 1].strip():
            break
        found.append(line.strip())
    return " ".join(found).strip()


async def new_form(one: Operator) -> None:
    await one.presses("f3")
    assert isinstance(one.screen, ClientFormScreen)


async def edit_form(one: Operator) -> None:
    """Open the form of the first client in the list."""
    await one.types("⏎⏎e")
    assert isinstance(one.screen, ClientFormScreen)


async def goes_to(one: Operator, key: str) -> None:
    """Go to a field as a click does."""
    one.screen.form.row(key).entry.focus()
    await one.settles()
    assert field(one) == key


def stored(number: str) -> dict[str, Any]:
    return lookup.client_record(Client.get(Client.rtn == number).id).values


# -- the whole form --------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["⏎", "⇥"])
async def test_all_fields_in_one_go_from_the_list(program: Program, key: str) -> None:
    """``n``, twelve fields, F2 and the answer to the warning: one read of a slow line."""
    async with program() as one:
        await one.types(f"n{key.join(TYPED.values())}②s")
        assert isinstance(one.screen, ClientRecordScreen), "after saving one is on the record"
        assert stored(rtn(77)) == STORED
        assert one.notices == ["Cliente guardado."]
        entry = AuditEntry.select().get()
        assert (entry.operator, entry.action, entry.label) == ("op1", "create", TYPED["name"])
        await one.types("⎋")
        assert isinstance(one.screen, ClientListScreen) and one.rtns == [rtn(77)]


async def test_a_second_client_right_after_the_first(program: Program) -> None:
    async with program() as one:
        await one.types(f"n{short()}②s⎋n{short(78)}②s⎋")
        assert isinstance(one.screen, ClientListScreen)
        assert one.rtns == [rtn(77), rtn(78)]


async def test_typed_ahead_from_a_search_that_found_nothing(program: Program) -> None:
    factories.register(1)
    rest = "⏎".join(list(TYPED.values())[1:-1])
    async with program() as one:
        await one.types(f"{TYPED['name']}⏎n⏎{rest}②s")
        assert isinstance(one.screen, ClientRecordScreen)
        assert stored(rtn(77)) == STORED | {"notes": ""}


async def test_a_whole_edit_in_one_go(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e y Cía.⇥⇥⇥, local 3②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert stored(rtn(1))["name"] == "Comercial Prueba 1 y Cía."
        assert stored(rtn(1))["address"] == "Bo. El Centro, 2 calle, local 3"
        assert "› Comercial Prueba 1 y Cía. " in one.lines[0]


async def test_enter_and_tab_pass_through_every_field(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        for key in ("enter", "tab"):
            order = []
            for _ in range(11):
                order.append(field(one))
                await one.presses(key)
            assert [*order, field(one)] == list(TYPED)
            await one.presses("tab")
            assert field(one) == "name"
        await one.presses("shift+tab")
        assert field(one) == "notes"
        await one.types("uno⏎dos")
        assert values(one)["notes"] == "uno\ndos", "in the notes Enter is a new line"


async def test_required_fields_are_marked(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        assert one.lines[0].endswith("* obligatorio")
        labels = [line[1 : LABEL_WIDTH + 1].strip() for line in one.lines[1:13]]
        assert labels == [
            "Nombre o Razón Social *",
            "RTN *",
            "Tipo ▾ *",
            "Dirección *",
            "Ciudad *",
            "Departamento ▾ *",
            "Teléfono principal *",
            "Teléfono secundario",
            "Email principal *",
            "Email de facturación",
            "Sitio web",
            "Notas",
        ]
        assert one.lines[1].startswith("▌"), "the line where one types has a mark"


async def test_help_of_the_field_one_is_in(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        assert "Como aparece en el RTN" in one.lines[-2]
        await one.types("⏎")
        assert "14 dígitos; los guiones no importan." in one.lines[-2]
        assert "0801-9099-354423" in one.lines[-2]


# -- problems --------------------------------------------------------------------------------


async def test_a_problem_shows_as_soon_as_the_field_is_left(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("⏎")
        assert "✗ Escriba el nombre" in under(one, "Nombre")
        assert under(one, "RTN") == "", "nothing of fields one has not been to"
        await one.types("0801-9099⏎")
        assert "✗ El RTN lleva 14 dígitos y este tiene 8" in under(one, "RTN")
        await one.presses("shift+tab", "shift+tab")
        await one.types("Ferretería⏎")
        assert under(one, "Nombre") == ""
        await goes_to(one, "email")
        await one.types("sin arroba⏎")
        assert under(one, "Email principal").startswith("✗")


async def test_all_problems_together_on_save_with_the_focus_on_the_first(
    program: Program,
) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("Ferretería⏎0801⏎")
        await goes_to(one, "website")
        await one.types("②")
        assert field(one) == "rtn"
        assert "✗ El RTN lleva 14 dígitos" in under(one, "RTN")
        for label in ("Dirección", "Ciudad", "Departamento", "Teléfono principal", "Email prin"):
            assert under(one, label).startswith("✗"), label
        assert under(one, "Teléfono secundario") == ""
        assert any("Corrija los 7 errores" in notice for notice in one.notices)
        assert Client.select().count() == 0
        assert values(one)["name"] == "Ferretería", "what was typed stays"


async def test_one_error_is_said_in_the_singular(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_form(one)
        await goes_to(one, "email")
        await one.presses("ctrl+u")
        await one.types("②")
        assert field(one) == "email"
        assert any("Corrija el campo marcado" in notice for notice in one.notices)


async def test_the_first_problem_is_scrolled_into_sight(program: Program) -> None:
    factories.register(1)
    async with program(size=(60, 20)) as one:
        await edit_form(one)
        await goes_to(one, "website")
        await one.types("no es un sitio⏎")
        await one.presses("tab")
        await one.types("②")
        assert field(one) == "website"
        assert under(one, "Sitio web").startswith("✗")


async def test_warnings_can_be_saved_over_and_are_not_asked_again(program: Program) -> None:
    async with program() as one:
        await one.types(f"n{short()}②")
        assert isinstance(one.screen, ConfirmScreen)
        assert "¿Guardar con estos avisos?" in one.sees
        assert "▲ El RTN dice registro en 2099" in one.sees
        await one.types("⏎")
        assert isinstance(one.screen, ClientFormScreen), "Enter is the safe answer: look again"
        assert field(one) == "rtn" and "▲ El RTN dice registro" in under(one, "RTN")
        assert Client.select().count() == 0
        await one.types("②s")
        assert stored(rtn(77))["name"] == "Zeta"
        await one.types("e")
        await goes_to(one, "address")
        await one.types(", local 3")
        assert under(one, "RTN") == "", "saved over: not said again while it stays"
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert stored(rtn(77))["address"].endswith(", local 3")


async def test_a_changed_value_with_a_warning_is_asked(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_form(one)
        await goes_to(one, "rtn")
        await one.presses("ctrl+u")
        await one.types(f"{rtn(5)}⏎")
        assert "▲" in under(one, "RTN")
        await one.types("②")
        assert isinstance(one.screen, ConfirmScreen)
        await one.types("s")
        assert stored(rtn(5))["name"] == "Comercial Prueba 1"


async def test_what_cleaning_changed_is_said(program: Program) -> None:
    """Under the field when it is left; in a notice when saving came first."""
    typed = TYPED | {"department": "fm", "city": "tegucigalpa", "website": "www.nandu.hn"}
    async with program() as one:
        await one.types(f"n{'⏎'.join(typed.values())}")
        assert under(one, "Departamento") == "✎ «fm» se entendió como Francisco Morazán."
        assert values(one)["department"] == "Francisco Morazán"
        await one.types("②s")
        assert isinstance(one.screen, ClientRecordScreen)
        assert stored(rtn(77))["city"] == "Tegucigalpa"
        await one.types("e")
        await goes_to(one, "department")
        await one.types("03②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert stored(rtn(77))["department"] == "Comayagua"
        assert any("«03» se entendió como Comayagua" in said for said in one.notices)


async def test_saving_without_changes_says_so(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_form(one)
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert one.notices == ["Sin cambios que guardar."]
        assert Client.get().version == 1


# -- the RTN as one types --------------------------------------------------------------------


async def test_rtn_gets_its_dashes_while_typed(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("⏎")
        seen = []
        for digit in rtn(77):
            await one.types(digit)
            seen.append(values(one)["rtn"])
        assert seen == [format_rtn(rtn(77)[:count]) for count in range(1, 15)]
        assert one.screen.focused.cursor_position == 16


async def test_rtn_typed_with_its_dashes_or_pasted(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types(f"⏎{format_rtn(rtn(77))}")
        assert values(one)["rtn"] == format_rtn(rtn(77))
        await one.presses("ctrl+u")
        await one.pastes(f"  {rtn(77)[:4]} {rtn(77)[4:8]} {rtn(77)[8:]}\r\n")
        await one.types("⏎")
        assert "14 dígitos" not in under(one, "RTN")


async def test_rtn_is_edited_in_the_middle(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("⏎08019099354423")
        entry = one.screen.focused
        await one.presses("home", "right", "right", "delete")
        assert (values(one)["rtn"], entry.cursor_position) == ("0819-0993-54423", 2)
        await one.types("0")
        assert (values(one)["rtn"], entry.cursor_position) == ("0801-9099-354423", 3)
        await one.presses("right", "right", "backspace")
        assert (values(one)["rtn"], entry.cursor_position) == ("0809-0993-54423", 3)
        await one.types("1")
        assert (values(one)["rtn"], entry.cursor_position) == ("0801-9099-354423", 5)
        await one.types("2")
        assert (values(one)["rtn"], entry.cursor_position) == ("0801-2909-9354423", 6)
        await one.types("⌫")
        assert (values(one)["rtn"], entry.cursor_position) == ("0801-9099-354423", 5)


async def test_backspace_takes_digits_not_dashes(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("⏎0801909935")
        seen = []
        for _ in range(10):
            await one.types("⌫")
            seen.append(values(one)["rtn"])
        assert seen == [format_rtn("0801909935"[:count]) for count in range(9, -1, -1)]


async def test_delete_in_front_of_a_dash_takes_the_digit_after_it(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("⏎08019099354423")
        await one.presses("home", *["right"] * 4, "delete")
        assert values(one)["rtn"] == "0801-0993-54423"


async def test_what_is_no_number_is_left_as_typed(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("⏎no tiene⏎")
        assert values(one)["rtn"] == "no tiene"
        assert under(one, "RTN").startswith("✗")


async def test_kind_is_proposed_from_the_rtn_and_never_forced(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("⏎08012")
        assert values(one)["kind"] == "Persona Natural"
        await one.types("⌫9")
        assert values(one)["kind"] == "Persona Jurídica"
        await one.types("⏎nat⏎")
        assert values(one)["kind"] == "Persona Natural"
        await one.presses("shift+tab", "shift+tab")
        await one.presses("end")
        await one.types("099354423⏎")
        assert values(one)["kind"] == "Persona Natural", "what the operator chose stays"
        await one.types("⏎")
        assert "▲ El quinto dígito del RTN (9) es de Persona Jurídica" in under(one, "Tipo")


# -- choices and suggestions -----------------------------------------------------------------


async def test_choices_by_beginning_arrows_and_list(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await goes_to(one, "department")
        await one.types("cor⏎")
        assert values(one)["department"] == "Cortés"
        await one.presses("shift+tab")
        await one.types("↓")
        assert values(one)["department"] == "Choluteca"
        await one.types("↑")
        assert values(one)["department"] == "Cortés"
        assert "F4 Opciones" in one.lines[-1]
        await one.presses("alt+down")
        assert isinstance(one.screen, PickScreen)
        await one.types("⎋")
        await one.presses("f4")
        assert isinstance(one.screen, PickScreen) and "▌ Cortés" in one.sees
        await one.types("y⏎")
        assert values(one)["department"] == "Yoro"
        assert field(one) == "department"
        await one.types("⏎")
        await one.presses("f4")
        assert any("no tiene opciones" in notice for notice in one.notices)


async def test_a_doubtful_beginning_is_an_error_that_lists_the_choices(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await goes_to(one, "department")
        await one.types("c⏎")
        assert values(one)["department"] == "c"
        assert "Comayagua" in under(one, "Departamento")


async def test_a_beginning_is_completed_by_saving_too(program: Program) -> None:
    typed = TYPED | {"department": "el par"}
    async with program() as one:
        await one.types(f"n{'⏎'.join(list(typed.values())[:6])}")
        await one.types("②")
        assert values(one)["department"] == "El Paraíso"


async def test_department_is_proposed_from_the_city(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await goes_to(one, "city")
        await one.types("danli⏎")
        assert values(one)["department"] == "El Paraíso"
        await one.presses("shift+tab", "ctrl+u")
        await one.types("La Ceiba⏎")
        assert values(one)["department"] == "Atlántida", "a proposal follows its reason"
        await one.types("Yoro⇥")
        await one.presses("shift+tab", "shift+tab", "ctrl+u")
        await one.types("Danlí⏎")
        assert values(one)["department"] == "Yoro", "what was typed stays"


async def test_a_city_of_several_departments_proposes_none(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await goes_to(one, "city")
        await one.types("San Antonio⏎")
        assert values(one)["department"] == ""


async def test_cities_are_suggested_from_the_department(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await goes_to(one, "department")
        await one.types("Cortés⏎")
        await one.presses("shift+tab", "shift+tab")
        await one.types("san")
        assert one.line_with("Ciudad").endswith(" san Pedro Sula"), "dim after what is typed"
        await one.types("↓")
        first = values(one)["city"]
        await one.types("↓↓")
        assert values(one)["city"].startswith("San ") and values(one)["city"] != first
        await one.presses("ctrl+u")
        await one.types("puerto")
        await one.presses("right")
        assert values(one)["city"] == "Puerto Cortés"
        await one.presses("ctrl+u")
        await one.types("Aldea Nueva⏎")
        assert values(one)["city"] == "Aldea Nueva" and under(one, "Ciudad") == ""


# -- duplicates ------------------------------------------------------------------------------


async def test_a_duplicate_is_said_at_once_and_f6_opens_the_other(program: Program) -> None:
    factories.register(1, name="La Primera, S.A.")
    async with program() as one:
        await new_form(one)
        await one.types(f"Copia⏎{rtn(1)}")
        assert field(one) == "rtn", "said before the field is left"
        said = "Ese RTN ya es de «La Primera, S.A.»"
        await helpers.until(lambda: said in under(one, "RTN"), "whose it is")
        assert "F6 Abrir el otro" in one.lines[-1] and "F7" not in one.lines[-1]
        await one.presses("f6")
        assert isinstance(one.screen, ClientRecordScreen)
        assert "La Primera, S.A." in one.lines[0]
        await one.types("⎋")
        assert values(one)["name"] == "Copia", "what was typed is still there"
        await one.types("⏎")
        assert "Ese RTN ya es de" in under(one, "RTN"), "and is still said"
        await one.presses("shift+tab")
        await one.types("⌫")
        assert "F6" not in one.lines[-1] and "Ese RTN" not in one.sees
        await one.presses("f6")
        assert isinstance(one.screen, ClientFormScreen)
        assert "Ningún otro cliente tiene ese RTN." in one.notices[-1]


async def test_the_way_to_the_other_client_waits_until_it_is_known(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.register(1, name="La Primera, S.A.")
    client_by_rtn = lookup.client_by_rtn

    def late(number: str) -> Any:
        threading.Event().wait(0.2)
        return client_by_rtn(number)

    monkeypatch.setattr(lookup, "client_by_rtn", late)
    async with program() as one:
        for event in (*helpers.keys_of(f"⏎nCopia⏎{rtn(1)}"), helpers.key_of("f6")):
            one.app.post_message(event)
        await one.settles()
        assert isinstance(one.screen, ClientRecordScreen)
        assert "La Primera, S.A." in one.lines[0]


async def test_a_duplicate_of_an_inactive_client_offers_to_reactivate_it(
    program: Program,
) -> None:
    saved = factories.register(1, name="La Primera, S.A.")
    clients.deactivate("op2", saved.id, saved.version)
    async with program() as one:
        await new_form(one)
        await one.types(f"Copia⏎{rtn(1)}")
        assert "que está inactivo" in under(one, "RTN")
        assert "F7 lo reactiva" in under(one, "RTN")
        assert "F7 Reactivarlo" in one.lines[-1]
        await one.presses("f7")
        assert isinstance(one.screen, ClientRecordScreen)
        assert one.lines[0].endswith("● Activo") and lookup.client_record(saved.id).active
        await one.types("⎋")
        assert values(one)["name"] == "Copia"
        assert "F7" not in one.lines[-1] and "F6" in one.lines[-1]


async def test_a_duplicate_is_refused_on_save_with_the_focus_on_it(program: Program) -> None:
    """Somebody registers the same RTN between typing it and saving."""
    async with program() as one:
        await one.types(f"n{short()}")
        factories.register(77, name="La Primera, S.A.")
        await one.types("②")
        assert isinstance(one.screen, ClientFormScreen) and field(one) == "rtn"
        assert "Ese RTN ya es de «La Primera, S.A.»" in under(one, "RTN")
        assert any(said.startswith("✗ No se guardó.") for said in one.notices)
        assert Client.select().count() == 1
        await one.presses("f6")
        assert isinstance(one.screen, ClientRecordScreen)


async def test_a_duplicate_counts_among_the_errors_on_save(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await new_form(one)
        await one.types(f"Copia⏎{rtn(1)}⏎⏎Calle⏎Danlí⏎⏎2763⏎⏎a@b.hn②")
        assert field(one) == "rtn", "the first of them"
        assert "Ese RTN ya es de" in under(one, "RTN")
        assert under(one, "Teléfono principal").startswith("✗")
        assert any("Corrija los 2 errores" in said for said in one.notices)


async def test_errors_elsewhere_do_not_bring_back_a_warning_that_was_saved_over(
    program: Program,
) -> None:
    factories.register(1)
    async with program() as one:
        await edit_form(one)
        await goes_to(one, "email")
        await one.types(" x②")
        assert field(one) == "email" and under(one, "Email principal").startswith("✗")
        assert under(one, "RTN") == ""


async def test_the_own_rtn_is_no_duplicate(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_form(one)
        await one.types("⏎⌫")
        await one.types(rtn(1)[-1])
        assert values(one)["rtn"] == format_rtn(rtn(1))
        assert under(one, "RTN") == "" and "F6" not in one.lines[-1]


# -- leaving ---------------------------------------------------------------------------------


async def test_leaving_with_changes_asks(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_form(one)
        await one.types("x⎋")
        assert isinstance(one.screen, ConfirmScreen) and "¿Salir sin guardar?" in one.sees
        await one.types("⏎")
        assert values(one)["name"] == "Comercial Prueba 1x", "Enter stays"
        await one.types("⎋⎋")
        assert values(one)["name"] == "Comercial Prueba 1x", "Esc stays too"
        await one.types("⎋s")
        assert isinstance(one.screen, ClientRecordScreen)
        assert stored(rtn(1))["name"] == "Comercial Prueba 1"


async def test_leaving_without_changes_does_not_ask(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_form(one)
        await one.types("⏎⏎⏎x⌫⎋")
        assert isinstance(one.screen, ClientRecordScreen)


async def test_leaving_the_program_from_a_form_asks(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("Ferretería")
        await one.presses("f10")
        assert "¿Salir del programa?" in one.sees and "cambios sin guardar" in one.sees
        await one.types("⎋")
        assert values(one)["name"] == "Ferretería" and not one.app._exit


# -- other operators, failures ---------------------------------------------------------------


async def test_a_failing_database_loses_nothing(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_options: Any) -> Any:
        raise RuntimeError("broken")

    register = clients.register
    async with program() as one:
        monkeypatch.setattr(clients, "register", broken)
        await one.types(f"n{short()}")
        typed = values(one)
        await one.types("②")
        assert values(one) == typed
        assert any("Lo escrito sigue en pantalla" in said for said in one.notices)
        monkeypatch.setattr(clients, "register", register)
        await one.types("②s")
        assert stored(rtn(77))["name"] == "Zeta"


@pytest.mark.parametrize("keys", ["②s⎋", "②s①⎋⎋", "②s②⎋"])
async def test_keys_typed_during_a_slow_save_are_meant_for_what_follows(
    program: Program, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    """Esc, help or a second F2 in the same breath must neither leave nor save again."""
    register = clients.register

    def slow(*args: Any, **options: Any) -> Any:
        threading.Event().wait(0.15)
        return register(*args, **options)

    monkeypatch.setattr(clients, "register", slow)
    async with program() as one:
        await one.types(f"n{short()}{keys}")
        assert isinstance(one.screen, ClientListScreen)
        assert one.rtns == [rtn(77)]
        assert AuditEntry.select().count() == 1


async def test_a_save_that_ends_under_an_open_help_closes_the_form(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save that waits long for another writer: the keyboard is given back meanwhile."""
    register, go_on = clients.register, threading.Event()

    def slow(*args: Any, **options: Any) -> Any:
        if options["accept_warnings"]:
            assert go_on.wait(120)
        return register(*args, **options)

    monkeypatch.setattr(clients, "register", slow)
    async with program() as one:
        await one.types(f"n{short()}②")
        assert isinstance(one.screen, ConfirmScreen)
        monkeypatch.setattr("aduanas_tui.terminal.key_gate.PATIENCE", 0.1)
        one.app.post_message(helpers.key_of("s"))
        await helpers.until(lambda: getattr(one.screen, "jobs", 0), "the save")
        one.app.post_message(helpers.key_of("escape"))
        await helpers.until(lambda: "Un momento: se está guardando." in one.notices, "a notice")
        assert isinstance(one.screen, ClientFormScreen)
        one.app.post_message(helpers.key_of("f1"))
        await helpers.until(lambda: isinstance(one.screen, HelpScreen), "the help")
        go_on.set()
        await helpers.until(lambda: isinstance(one.screen, ClientRecordScreen), "the record")
        await one.settles()
        assert len(one.app.screen_stack) == 2


# -- size ------------------------------------------------------------------------------------


async def test_resizing_in_the_middle_keeps_what_was_typed(program: Program) -> None:
    async with program() as one:
        await new_form(one)
        await one.types("⏎".join(list(TYPED.values())[:7]) + "⏎2233")
        typed = values(one)
        for size in ((60, 20), (200, 60), (60, 20), (80, 24)):
            await one.resizes(*size)
            assert values(one) == typed
            assert field(one) == "phone2"
            assert one.line_with("Teléfono secundario").rstrip().endswith("2233")
        await one.types("4455")
        assert values(one)["phone2"] == "22334455"


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_the_list_of_choices_fits_every_terminal(
    program: Program, size: tuple[int, int]
) -> None:
    async with program(size=size) as one:
        await new_form(one)
        await goes_to(one, "department")
        await one.presses("f4")
        await one.presses("end")
        assert "▌ Yoro" in one.sees
        await one.presses("home")
        assert "▌ Atlántida" in one.sees
