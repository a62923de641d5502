"""Finding a client: search, order, paging, glance, and what the list says when it is empty."""

from __future__ import annotations

import base64
import random
import threading
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens import client_rows, client_texts
from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.services import clients, lookup
from aduanas_tui.start import beginning
from aduanas_tui.widgets.texts import TextField
from tests import factories
from tests.factories import OPERATOR, rtn
from tests.helpers import keys_of, screen_text, settle, until
from tests.oracle import Known, listed
from tests.screens.conftest import Operator, Program


def search_of(one: Operator) -> str:
    return one.screen.query_one("#search", TextField).value


def three_clients() -> None:
    factories.register(1, name="Distribuidora Copaneca, S. de R.L.")
    factories.register(2, name="Distribuidora Álvarez")
    factories.register(3, name="Café Altura Celaque")


# -- states that say what to do --------------------------------------------------------------


async def test_first_start_says_how_to_begin(program: Program) -> None:
    async with program() as one:
        assert (
            "Todavía no hay clientes: n registra el primero · i importa una lista de Excel"
            in one.sees
        )
        assert "0 activos · op1" in one.lines[0]
        await one.types("⏎n")
        assert isinstance(one.screen, ClientFormScreen)
        assert not any(one.screen.form.raw().values())


async def test_opening_shows_clients_and_starts_in_the_search(program: Program) -> None:
    three_clients()
    async with program() as one:
        assert "3 activos · op1" in one.lines[0] and "+ Nuevo Cliente" in one.lines[0]
        assert one.lines[1].startswith(" Buscar:")
        assert one.screen.focused.id == "search"
        assert one.rtns == [rtn(3), rtn(2), rtn(1)]
        assert one.lines[-1] == (
            "n Nuevo  ⏎ Abrir  / Buscar  f Filtros  i Importar  x Exportar  m Menú  F1 Ayuda"
        )
        assert one.lines[-1].endswith("F1 Ayuda")


async def test_what_was_read_before_is_shown_without_reading_it_again(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.insert_many([factories.client(number) for number in range(1, 101)])
    monkeypatch.setattr(lookup, "COUNT_AT_ONCE", 60)
    monkeypatch.setattr(client_texts, "COUNT_AT_ONCE", 60)
    monkeypatch.setattr(client_rows, "COUNT_AFTER", 3600.0)
    found = beginning()
    assert found is not None and not found.last_known

    def fails(*_: Any, **__: Any) -> Any:
        raise AssertionError("read again")

    eases: list[int] = []
    app = AduanasApp(OPERATOR, lambda: ClientListScreen("", found), at_ease=lambda: eases.append(1))
    with monkeypatch.context() as patch:
        patch.setattr(lookup, "page", fails)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            assert "1,000+ activos" in screen_text(app)
            assert found.rows[0].name[:20] in screen_text(app).splitlines()[3]
            assert eases == [1], "once, when it can be used"


async def test_a_long_list_is_counted_once_it_rests(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.insert_many([factories.client(number) for number in range(1, 101)])
    monkeypatch.setattr(lookup, "COUNT_AT_ONCE", 60)
    monkeypatch.setattr(client_texts, "COUNT_AT_ONCE", 60)
    monkeypatch.setattr(client_rows, "COUNT_AFTER", 0.001)
    async with program() as one:
        await until(lambda: "100 activos" in one.sees, "the exact number")


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("Ferretería Ñandú", "name", "Ferretería Ñandú"),
        ("3 Hermanos", "name", "3 Hermanos"),
        (rtn(77), "rtn", f"{rtn(77)[:4]}-{rtn(77)[4:8]}-{rtn(77)[8:]}"),
        (f"{rtn(77)[:4]}-{rtn(77)[4:8]}-{rtn(77)[8:]}", "rtn", None),
        ("9988-7766", "phone", "9988-7766"),
        ("+1 305 555 0100", "phone", "+1 305 555 0100"),
        ("nadie@nueva.hn", "email", "nadie@nueva.hn"),
    ],
)
async def test_what_was_not_found_goes_into_the_new_form(
    program: Program, typed: str, field: str, value: str | None
) -> None:
    three_clients()
    async with program() as one:
        await one.types(typed)
        assert "Ningún cliente coincide con esa búsqueda." in one.sees
        assert "n registra uno nuevo con" in one.sees
        assert "0 encontrados" in one.lines[0]
        await one.types("⏎n")
        assert isinstance(one.screen, ClientFormScreen)
        filled = {key: text for key, text in one.screen.form.raw().items() if text}
        expected = value or typed
        assert filled.pop(field) == expected
        # The kind is proposed from an RTN; nothing else may be filled.
        assert filled in ({}, {"kind": "Persona Jurídica"})


async def test_a_search_with_results_does_not_go_into_the_new_form(program: Program) -> None:
    three_clients()
    async with program() as one:
        await one.types("distri⏎n")
        assert not any(one.screen.form.raw().values())


# -- search ----------------------------------------------------------------------------------


async def test_search_as_one_types(program: Program) -> None:
    three_clients()
    async with program() as one:
        await one.presses("d")
        assert one.rtns == [rtn(2), rtn(1)]
        assert "2 encontrados" in one.lines[0]
        await one.types("istribuidora alv")
        assert one.rtns == [rtn(2)]
        assert "1 encontrado ·" in one.lines[0]
        await one.presses(*["backspace"] * 3)
        assert one.rtns == [rtn(2), rtn(1)]
        assert one.screen.focused.id == "search"


async def test_typed_ahead_acts_on_the_result_of_the_whole_text(program: Program) -> None:
    """Enter and the arrow wait for the search; letters do not wait for anything."""
    three_clients()
    async with program() as one:
        await one.types("distribuidora copan⏎⏎")
        assert isinstance(one.screen, ClientRecordScreen)
        assert "Distribuidora Copaneca" in one.lines[0]
        await one.types("⎋⎋distri↓↓⏎")
        assert isinstance(one.screen, ClientRecordScreen)
        assert "Distribuidora Copaneca" in one.lines[0]
        await one.types("⎋/celaque⏎y")
        assert isinstance(one.screen, ClientListScreen)
        assert any("RTN copiado: " in notice and rtn(3)[8:] in notice for notice in one.notices)


async def test_typed_ahead_many_times_with_a_slow_database(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each search takes a while in its thread; what follows it never meets the former rows."""
    names = ("Alfa", "Beta", "Gamma", "Delta", "Épsilon", "Zeta")
    factories.insert_many(factories.client(n, name=f"{name} Uno") for n, name in enumerate(names))
    page, waits = lookup.page, random.Random(5)

    def slow(*args: Any, **options: Any) -> Any:
        threading.Event().wait(waits.random() * 0.05)
        return page(*args, **options)

    monkeypatch.setattr(lookup, "page", slow)
    async with program() as one:
        for name in ("Delta", "Épsilon", "Alfa", "Beta"):
            await one.types(f"{name.lower()} un⏎⏎")
            assert isinstance(one.screen, ClientRecordScreen)
            assert f"› {name} Uno " in one.lines[0]
            await one.types("⎋⎋")


async def test_slash_comes_back_and_replaces_the_search(program: Program) -> None:
    three_clients()
    async with program() as one:
        await one.types("distri⏎/celaq")
        assert search_of(one) == "celaq"
        assert one.rtns == [rtn(3)]


async def test_search_by_digits_with_or_without_dashes(program: Program) -> None:
    three_clients()
    async with program() as one:
        number = rtn(2)
        for typed in (number, f"{number[:4]} {number[4:8]} {number[8:]}", number[-6:]):
            await one.types(f"/{typed}" if search_of(one) else typed)
            assert one.rtns == [number], typed
            await one.types("⏎")


async def test_digits_typed_in_the_list_start_a_search(program: Program) -> None:
    three_clients()
    async with program() as one:
        await one.types(f"distri⏎{rtn(3)[-6:]}")
        assert search_of(one) == rtn(3)[-6:]
        assert one.rtns == [rtn(3)]
        assert one.screen.focused.id == "search"


async def test_a_paste_in_the_search_is_one_cleaned_line(program: Program) -> None:
    three_clients()
    async with program() as one:
        await one.pastes("Celaque\r\n")
        assert search_of(one) == "Celaque"
        assert one.rtns == [rtn(3)]


async def test_escape_empties_the_search_then_the_filters(program: Program) -> None:
    three_clients()
    client = factories.register(4, name="Distribuidora Vieja")
    clients.deactivate("op1", client.id, client.version)
    async with program() as one:
        await one.types("distri⏎v")
        assert one.rtns == [rtn(2), rtn(1), rtn(4)]
        assert "con inactivos" in one.lines[1]
        await one.types("⎋")
        assert search_of(one) == "" and len(one.rtns) == 4
        assert one.screen.focused.id == "search"
        await one.types("⎋")
        assert len(one.rtns) == 3 and "inactivos" not in one.lines[1]


async def test_show_inactive_says_so_in_each_row(program: Program) -> None:
    three_clients()
    for number, name in ((4, "Zapatería La Última"), (5, "Nombre " + "muy largo " * 10)):
        client = factories.register(number, name=name)
        clients.deactivate("op1", client.id, client.version)
    async with program() as one:
        assert "3 activos" in one.lines[0]
        await one.types("⏎v")
        assert "5 clientes" in one.lines[0]
        assert [line for line in one.rows if "(inactivo)" in line] == [
            line for line in one.rows if rtn(4)[8:] in line or rtn(5)[8:] in line
        ]
        assert len(one.rtn_columns) == 1
        await one.types("v")
        assert "3 activos" in one.lines[0]


async def test_a_search_that_only_inactive_clients_pass_says_how_to_see_them(
    program: Program,
) -> None:
    client = factories.register(4, name="Zapatería La Última")
    clients.deactivate("op1", client.id, client.version)
    async with program() as one:
        assert "v busca también entre los inactivos." in one.sees
        await one.types("zapat⏎")
        assert "v busca también entre los inactivos." in one.sees
        await one.types("v")
        assert one.rtns == [rtn(4)]


# -- order -----------------------------------------------------------------------------------


def many_sorts() -> list[Known]:
    """Twelve clients that each order puts in another sequence, also among equals."""
    cities = ["Tegucigalpa", "Ñacaome", "Nacaome", "choluteca", "Árbol", "Zambrano"]
    known = []
    for number in range(12):
        name = f"{'nÑzaÁm'[number % 6]} cliente {number % 4}"
        typed = factories.client(90 - 7 * number, name=name, city=cities[number * 5 % 6])
        saved = clients.register("op1", typed, accept_warnings=True)
        files = number % 3
        for file in range(files):
            factories.customs_file(
                saved.id, f"E-{number}-{file}", opened_on=f"2026-0{1 + number % 4}-1{file}"
            )
        last = f"2026-0{1 + number % 4}-1{files - 1}" if files else ""
        record = lookup.client_record(saved.id)
        known.append(Known(saved.id, record.values, file_count=files, last_operation=last))
    return known


@pytest.mark.parametrize(
    ("label", "order", "first_descending"),
    [
        ("Nombre", "name", False),
        ("RTN", "rtn", False),
        ("Ciudad", "city", False),
        ("Número de expedientes", "files", True),
        ("Última operación", "last_operation", True),
    ],
)
async def test_each_order_and_reversed(
    program: Program, label: str, order: str, first_descending: bool
) -> None:
    known = many_sorts()
    rtn_of = {one.id: one.values["rtn"] for one in known}

    def expected(descending: bool) -> list[str]:
        return [rtn_of[id_] for id_ in listed(known, order=order, descending=descending)]

    async with program() as one:
        await one.types("⏎")
        if order == "name":
            assert one.rtns == expected(False)
            await one.types("o⏎")
            assert one.rtns == expected(True)
            assert "por nombre" in one.lines[1] and "Social↓" in one.lines[2]
            await one.types("o⏎")
            assert one.rtns == expected(False)
            assert "por nombre" not in one.lines[1]
        else:
            await one.types(f"o{label[0].lower()}")
            assert label in one.line_with("│ ▌ ")
            await one.types("⏎")
            assert one.rtns == expected(first_descending)
            assert f"por {label.lower()}" in one.lines[1]
            await one.types("o⏎")
            assert one.rtns == expected(not first_descending)
        await one.types("/cliente 1⏎")
        assert (
            one.rtns
            == [
                rtn_of[id_]
                for id_ in listed(
                    known, "cliente 1", order=order, descending=(order == "name") < first_descending
                )
            ]
            or order != "name"
        )


async def test_order_stays_for_the_next_search(program: Program) -> None:
    known = many_sorts()
    rtn_of = {one.id: one.values["rtn"] for one in known}
    async with program() as one:
        await one.types("⏎or⏎/cliente 1")
        assert one.rtns == [rtn_of[id_] for id_ in listed(known, "cliente 1", order="rtn")]


async def test_leaving_the_order_dialog_changes_nothing(program: Program) -> None:
    three_clients()
    async with program() as one:
        before = one.sees
        await one.types("⏎or⎋")
        assert one.rtns == [rtn(3), rtn(2), rtn(1)]
        assert one.lines[1] == before.split("\n")[1]


# -- paging ----------------------------------------------------------------------------------


def crowd(count: int = 300) -> list[str]:
    """Insert clients with mixed names and return their RTNs in the order of the list."""
    mixer = random.Random(11)
    syllables = ["ña", "na", "Á", "ca", "S.A.", "de", "zu", "lem", "pi", "ra", "o", "X"]
    known = []
    many = [
        factories.client(number, name=" ".join(mixer.choices(syllables, k=mixer.randint(1, 4))))
        for number in range(count)
    ]
    ids = factories.insert_many(many)
    for id_, typed in zip(ids, many, strict=True):
        known.append(Known(id_, factories.stored(typed)))
    rtn_of = {one.id: one.values["rtn"] for one in known}
    return [rtn_of[id_] for id_ in listed(known)]


def assert_slice(one: Operator, expected: list[str], cursor: int) -> None:
    """The rows on screen are neighbours in the whole list, and the right one is current."""
    shown = one.rtns
    first = expected.index(shown[0])
    assert shown == expected[first : first + 20]
    assert len(shown) == min(20, len(expected))
    assert one.current_rtn == expected[cursor]


async def test_paging_through_everything_shows_the_sorted_list(program: Program) -> None:
    expected = crowd()
    async with program() as one:
        await one.types("⏎")
        assert "300 activos" in one.lines[0]
        seen: list[str] = []
        for page in range(15):
            assert_slice(one, expected, page * 20)
            seen += one.rtns
            await one.presses("pagedown")
        assert seen == expected
        assert_slice(one, expected, 299)
        for page in range(1, 15):
            await one.presses("pageup")
            assert_slice(one, expected, 299 - 20 * page)
        await one.presses("pageup")
        assert_slice(one, expected, 0)


@pytest.mark.parametrize("slow", [False, True])
async def test_any_walk_through_the_list_lands_where_it_should(
    program: Program, monkeypatch: pytest.MonkeyPatch, slow: bool
) -> None:
    """Bursts of keys, with ends and steps mixed, against a plain list and a number.

    With a slow database rows come late and in any order.
    """
    expected = crowd()
    page, waits = lookup.page, random.Random(7)

    def late(*args: Any, **options: Any) -> Any:
        rows = page(*args, **options)
        threading.Event().wait(waits.random() * 0.06 * slow)
        return rows

    monkeypatch.setattr(lookup, "page", late)
    moves = {"↓": 1, "↑": -1, "pagedown": 20, "pageup": -20, "home": -1000, "end": 1000}
    dice = random.Random(3)
    async with program() as one:
        await one.types("⏎")
        cursor = 0
        for _ in range(25):
            burst = dice.choices(list(moves), weights=[4, 4, 3, 3, 1, 1], k=dice.randint(1, 6))
            for move in burst:
                cursor = max(0, min(cursor + moves[move], 299))
            for event in (keys_of(m)[0] if len(m) == 1 else _key(m) for m in burst):
                event.set_sender(one.app)
                one.app.post_message(event)
            await one.settles()
            assert_slice(one, expected, cursor)


def _key(name: str) -> Any:
    from textual import events

    return events.Key(name, None)


async def test_rows_read_follow_the_height_of_the_screen(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd()
    sizes: list[int] = []
    page = lookup.page

    def counted(listing: Any, size: int, **options: Any) -> Any:
        sizes.append(size)
        return page(listing, size, **options)

    monkeypatch.setattr(lookup, "page", counted)
    async with program() as one:
        await one.types("⏎")
        await one.presses(*["pagedown"] * 15, "home", "end")
        assert max(sizes) <= 2 * 20
        assert len(one.screen._rows) <= 7 * 20


async def test_page_down_from_the_search_pages_the_list(program: Program) -> None:
    expected = crowd(60)
    async with program() as one:
        await one.presses("pagedown")
        assert_slice(one, expected, 20)
        await one.types("/")
        await one.presses("up")
        assert_slice(one, expected, 20)


async def test_the_wheel_and_clicks_work(program: Program) -> None:
    expected = crowd(60)
    async with program() as one:
        await one.pilot.click("#clients", offset=(10, 5))
        await one.settles()
        assert one.current_rtn == expected[4]
        await one.pilot.click("#clients", offset=(10, 5))
        await one.settles()
        assert isinstance(one.screen, ClientRecordScreen)
        await one.types("⎋")
        await one.pilot.click("TitleLine", offset=(70, 0))
        await one.settles()
        assert isinstance(one.screen, ClientFormScreen)


# -- staying in place ------------------------------------------------------------------------


async def test_refresh_keeps_the_place_and_shows_what_changed(program: Program) -> None:
    expected = crowd()
    async with program() as one:
        await one.types("⏎")
        await one.presses(*["pagedown"] * 7, "down", "down")
        before = one.rtns
        current = one.current_rtn
        factories.register(900, name="0 primero de todos")
        await one.presses("f5")
        assert one.rtns == before and one.current_rtn == current == expected[142]
        assert "301 activos" in one.lines[0]
        await one.presses("home")
        assert one.current_rtn == rtn(900)


async def test_refresh_from_the_search_keeps_the_place(program: Program) -> None:
    crowd(60)
    async with program() as one:
        await one.types("c↓↓↓/")
        await one.presses("end")
        before = one.sees
        await one.presses("f5")
        assert one.sees == before


async def test_coming_back_from_a_record_keeps_the_place(program: Program) -> None:
    crowd()
    async with program() as one:
        await one.types("⏎")
        await one.presses(*["pagedown"] * 5, "down", "down", "down")
        before = one.sees
        await one.types("⏎")
        assert isinstance(one.screen, ClientRecordScreen)
        await one.types("⎋")
        assert one.sees == before


async def test_after_a_client_goes_the_next_one_is_current(program: Program) -> None:
    expected = crowd(60)
    async with program() as one:
        await one.types("⏎")
        await one.presses("pagedown", "down", "down")
        assert one.current_rtn == expected[22]
        await one.types("⏎a↓⏎s⎋")
        assert isinstance(one.screen, ClientListScreen)
        assert expected[22] not in one.rtns
        assert one.current_rtn == expected[23]


async def test_rows_that_come_late_never_mix_with_a_newer_list(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows asked for before a refresh arrive after it."""
    expected = crowd()
    page = lookup.page
    hold, asked = threading.Event(), threading.Event()
    hold.set()

    def held(listing: Any, size: int, **options: Any) -> Any:
        rows = page(listing, size, **options)
        if not options.get("inclusive"):
            asked.set()
            assert hold.wait(60)
        return rows

    monkeypatch.setattr(lookup, "page", held)
    async with program() as one:
        await one.types("⏎")
        asked.clear()
        hold.clear()
        one.app.post_message(_key("pagedown"))
        await until(asked.is_set, "the question for rows")
        factories.register(900, name="zzz al final")
        one.app.post_message(_key("f5"))
        await until(lambda: "301 activos" in one.lines[0], "the newer list")
        hold.set()
        await one.settles()
        assert_slice(one, expected, 20)
        await one.presses(*["pagedown"] * 3)
        assert_slice(one, expected, 80)


# -- glance ----------------------------------------------------------------------------------


def with_everything() -> int:
    saved = factories.register(
        7,
        name="Distribuidora Alimenticia Tegucigalpa, S.A. de C.V.",
        phone="2234-5678",
        phone2="9988-7766",
        notes="Solo por la mañana.\nPreguntar por la bodega.",
    )
    factories.add_contact(saved.id, 1, name="Suyapa Mejía", position="Jefa de compras")
    factories.add_contact(saved.id, 2, name="Óscar Inventado")
    factories.customs_file(saved.id)
    return saved.id


GLANCE = (
    "Distribuidora Alimenticia Tegucigalpa, S.A. de C.V.",
    "2234-5678 · 9988-7766",
    "ventas7@prueba.hn",
    "Suyapa Mejía (Jefa de compras) · 9901-0001",
    "05/01/2026",
    "Solo por la mañana.",
    "Preguntar por la bodega.",
)


async def test_space_shows_and_hides_a_glance(program: Program) -> None:
    with_everything()
    factories.register(8, name="Otro", phone="2255-0001")
    async with program() as one:
        await one.types("⏎␣")
        for text in GLANCE:
            assert text in one.sees
        assert len(one.rtns) == 2
        await one.types("↓")
        assert "2255-0001" in one.sees and "Suyapa" not in one.sees
        await one.types("↑")
        assert "Suyapa" in one.sees
        await one.types("␣")
        assert "Suyapa" not in one.sees


async def test_glance_follows_the_search(program: Program) -> None:
    with_everything()
    factories.register(8, name="Otro", phone="2255-0001")
    async with program() as one:
        await one.types("⏎␣/otro")
        assert "2255-0001" in one.sees
        await one.types("xx")
        assert "2255-0001" not in one.sees and "Ningún cliente coincide" in one.sees


async def test_glance_shows_what_was_changed_in_the_record(program: Program) -> None:
    with_everything()
    async with program() as one:
        await one.types("⏎␣⏎2↓")
        assert isinstance(one.screen, ClientRecordScreen)
        await one.types("p⎋")
        assert "Óscar Inventado (Jefa de compras)" in one.sees


async def test_large_terminals_show_the_glance_below_and_wide_ones_beside(
    program: Program,
) -> None:
    with_everything()
    for number in range(20, 60):
        factories.register(number)
    async with program(size=(120, 40)) as one:
        await one.types("⏎")
        await one.presses("end")
        assert one.current_rtn == rtn(7)
        assert len(one.rtns) == 27
        assert "Ciudad" in one.lines[2] and "Teléfono" in one.lines[2]
        facts = ("2234-5678", "Suyapa Mejía", "05/01/2026", "Solo por la mañana.")
        assert all(fact in "\n".join(one.lines[-10:]) for fact in facts)
        await one.resizes(80, 24)
        assert "Suyapa" not in one.sees and one.current_rtn == rtn(7)
        await one.resizes(150, 40)
        assert len(one.rtns) == 36 and one.current_rtn == rtn(7)
        assert "Ciudad" in one.lines[2] and "Teléfono" in one.lines[2]
        text = " ".join(line[-40:].strip(" │") for line in one.lines)
        assert all(fact in text for fact in facts)


# -- copying ---------------------------------------------------------------------------------


def osc52_texts(written: list[str]) -> list[str]:
    found = []
    for text in written:
        if text.startswith("\x1b]52;c;"):
            found.append(
                base64.b64decode(text.removeprefix("\x1b]52;c;").split("\x07")[0]).decode()
            )
    return found


async def test_y_copies_the_rtn_to_the_clipboard(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    three_clients()
    async with program() as one:
        await one.types("⏎↓y")
        assert osc52_texts(one.copied) == [rtn(2)]
        assert f"RTN copiado: {rtn(2)[:4]}-{rtn(2)[4:8]}-{rtn(2)[8:]}" in one.notices


async def test_copying_from_an_empty_list_says_why_not(program: Program) -> None:
    async with program() as one:
        await one.types("⏎y")
        assert osc52_texts(one.copied) == []
        assert one.notices == ["▲ No hay ningún cliente en la lista."]


# -- leaving, and failures -------------------------------------------------------------------


async def test_q_leaves_from_the_list_and_types_in_the_search(program: Program) -> None:
    three_clients()
    async with program() as one:
        await one.types("q")
        assert search_of(one) == "q" and one.app.is_running
        await one.types("⎋⏎q")
        assert one.app._exit


async def test_ctrl_q_asks_first(program: Program) -> None:
    three_clients()
    async with program() as one:
        await one.presses("ctrl+q")
        assert isinstance(one.screen, ConfirmScreen) and "¿Salir del programa?" in one.sees
        await one.types("⎋")
        assert isinstance(one.screen, ClientListScreen) and not one.app._exit


async def test_a_database_that_fails_is_said_and_locks_nothing(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = crowd(60)
    page = lookup.page

    def broken(*_args: Any, **_options: Any) -> Any:
        raise RuntimeError("broken")

    async with program() as one:
        await one.types("⏎")
        monkeypatch.setattr(lookup, "page", broken)
        await one.presses("end")
        assert any("Ocurrió un error inesperado." in notice for notice in one.notices)
        assert not one.screen.key_must_wait(_key("down"))
        await one.types("/z")
        assert not one.screen.key_must_wait(_key("down"))
        monkeypatch.setattr(lookup, "page", page)
        await one.waits_for_notices_to_go()
        await one.types("⎋⏎")
        assert_slice(one, expected, 0)
        await one.presses("end")
        assert_slice(one, expected, 59)


async def test_the_menu_is_reached_from_the_list(program: Program) -> None:
    three_clients()
    async with program() as one:
        await one.types("⏎m")
        assert "Menú" in one.sees and "Clientes" in one.sees
        await one.types("c")
        assert isinstance(one.screen, ClientListScreen)


async def test_small_and_large_terminals_keep_the_columns_straight(program: Program) -> None:
    crowd(60)
    async with program(size=(60, 20)) as one:
        await one.types("⏎")
        for size in ((60, 20), (80, 24), (96, 30), (130, 30), (200, 60)):
            await one.resizes(*size)
            assert len(one.rtns) == min(60, size[1] - 4)
            assert len(one.rtn_columns) == 1
            assert one.lines[-1].endswith("F1 Ayuda")
