"""The filters of the list."""

from __future__ import annotations

import threading

import pytest

from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.filters import FilterScreen
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services import clients, lookup
from aduanas_tui.widgets.texts import TextField
from tests import factories
from tests.factories import rtn
from tests.helpers import key_of, keys_of, until
from tests.screens.conftest import Operator, Program


@pytest.fixture(autouse=True)
def five_clients(office: object) -> None:
    factories.register(1, name="A", city="Danlí", department="El Paraíso")
    factories.register(2, name="B", city="San Pedro Sula", department="Cortés")
    natural = {"kind": "natural", "rtn": rtn(3, "08012099")}
    factories.register(3, name="C", city="danlí", department="El Paraíso", **natural)
    saved = factories.register(4, name="D", city="Aldea Nueva", department="Cortés")
    factories.customs_file(saved.id)
    gone = factories.register(5, name="E", city="Danlí", department="El Paraíso")
    clients.deactivate("op1", gone.id, gone.version)


NAMES = {rtn(n): letter for n, letter in zip((1, 2, 4, 5), "ABDE", strict=True)}
NAMES[rtn(3, "08012099")] = "C"


def shown(one: Operator) -> str:
    """The names of the clients in the list, from top to bottom."""
    assert isinstance(one.screen, ClientListScreen), one.screen
    return "".join(NAMES[number] for number in one.rtns)


def entries(one: Operator) -> list[str]:
    return [entry.value for entry in one.screen.query(TextField)]


# The fields in order: Tipo, Departamento, Ciudad, Operaciones, Estado; Enter goes to the next one.


@pytest.mark.parametrize(
    ("typed", "names", "words"),
    [
        ("persona n②", "C", "Persona Natural"),
        ("persona j②", "ABD", "Persona Jurídica"),
        ("⏎el par②", "AC", "El Paraíso"),
        ("⏎cor⏎②", "BD", "Cortés"),
        ("⏎⏎danli②", "AC", "danli"),
        ("⏎⏎Aldea Nueva②", "D", "Aldea Nueva"),
        ("⏎⏎⏎con②", "D", "con operaciones"),
        ("⏎⏎⏎sin②", "ABC", "sin operaciones"),
        ("⏎⏎⏎⏎solo⏎", "E", "solo inactivos"),
        ("⏎⏎⏎⏎activos e⏎", "ABCDE", "con inactivos"),
        ("persona j⏎el par⏎danlí⏎sin⏎activos e⏎", "AE", "El Paraíso · 4 más"),
        ("persona n⏎cor②", "", "Cortés · 1 más"),
    ],
)
async def test_each_filter(program: Program, typed: str, names: str, words: str) -> None:
    async with program() as one:
        await one.types(f"⏎f{typed}")
        assert shown(one) == names
        assert f"Filtros: {words}" in one.lines[1]
        if not names:
            assert "Ningún cliente pasa los filtros." in one.sees
            assert "f cambia los filtros." in one.sees


async def test_filters_and_search_together(program: Program) -> None:
    async with program() as one:
        await one.types("⏎f⏎el par②/c")
        assert shown(one) == "C"
        assert "1 encontrado" in one.lines[0]
        await one.types("⌫b")
        assert shown(one) == ""
        assert "Ningún cliente coincide con esa búsqueda." in one.sees
        assert "f cambia los filtros." in one.sees


async def test_the_dialog_shows_what_is_set_and_escape_changes_nothing(program: Program) -> None:
    async with program() as one:
        await one.types("⏎fpersona j⏎el par⏎Danlí②f")
        assert isinstance(one.screen, FilterScreen)
        assert entries(one)[:3] == ["Persona Jurídica", "El Paraíso", "Danlí"]
        await one.types("persona n⎋")
        assert shown(one) == "A"
        assert "El Paraíso" in one.lines[1]


async def test_taking_all_filters_away(program: Program) -> None:
    async with program() as one:
        await one.types("⏎f⏎⏎⏎⏎activos e⏎")
        assert shown(one) == "ABCDE"
        await one.types("f")
        await one.presses("f6")
        assert shown(one) == "ABCD" and "Filtros" not in one.lines[1]


async def test_what_is_no_option_is_said_and_the_dialog_stays(program: Program) -> None:
    async with program() as one:
        await one.types("⏎f⏎xyz②")
        assert isinstance(one.screen, FilterScreen)
        assert any("«xyz» no es una opción" in said for said in one.notices)
        await one.presses("ctrl+u")
        await one.types("②")
        assert shown(one) == "ABCD", "blank is all"


async def test_city_is_suggested_from_the_department_or_the_clients(program: Program) -> None:
    async with program() as one:
        await one.types("⏎f⏎⏎ald→")
        assert entries(one)[2] == "Aldea Nueva", "a city in use"
        await one.presses("ctrl+u", "shift+tab")
        await one.types("cor⏎puerto c")
        await one.presses("right")
        assert entries(one)[2] == "Puerto Cortés", "a city of the department"


async def test_keys_in_the_city_wait_for_the_cities(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long they take; a department has its own, and Esc never waits."""
    cities_in_use, there = lookup.cities_in_use, threading.Event()

    def late() -> list[str]:
        assert there.wait(60)
        return cities_in_use()

    monkeypatch.setattr(lookup, "cities_in_use", late)
    async with program() as one:
        try:
            for key in keys_of("⏎f⏎⏎↓"):
                one.app.post_message(key)
            await until(lambda: isinstance(one.screen, FilterScreen), "the dialog")
            await until(lambda: one.screen._city.has_focus, "the city")
            assert one.screen.key_must_wait(key_of("down"))
            assert not one.screen.key_must_wait(key_of("escape"))
            one.screen._department.value = "Cortés"
            assert not one.screen.key_must_wait(key_of("down"))
            one.screen._department.value = "Todos"
        finally:
            there.set()
        await one.settles()
        assert entries(one)[2] == "Aldea Nueva"


async def test_the_list_of_options(program: Program) -> None:
    async with program() as one:
        await one.types("⏎f⏎")
        await one.presses("f4")
        assert isinstance(one.screen, PickScreen)
        await one.types("y⏎")
        assert entries(one)[1] == "Yoro"
        await one.types("↑")
        assert entries(one)[1] == "Valle"


async def test_filters_typed_ahead_with_what_follows(program: Program) -> None:
    async with program() as one:
        await one.types("⏎f⏎cor②↓⏎")
        assert "› D " in one.lines[0]


async def test_a_hostile_filter_is_only_text(program: Program) -> None:
    async with program() as one:
        await one.types("⏎f⏎⏎[red]x[/foo]②")
        assert shown(one) == ""
        assert "[red]x[/foo]" in one.lines[1]
