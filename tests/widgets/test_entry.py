"""Fields that help: choices, suggestions, numbers written in their form."""

from __future__ import annotations

import random

import pytest
from textual.app import App, ComposeResult

from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.widgets.entry import (
    ChoiceField,
    CompletedField,
    SuggestField,
    WrittenField,
    starting_with,
)
from tests.helpers import press

LABELS = ("Persona Natural", "Persona Jurídica", "Ángel", "Ñame")


class Fields(App[None]):
    """One of each, and somewhere else to go."""

    def compose(self) -> ComposeResult:
        yield WrittenField("", format_rtn, id="written")
        yield ChoiceField("", LABELS, id="choice")
        yield SuggestField("", lambda: ("Danlí", "San Pedro Sula", "Puerto San José"), id="suggest")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("san", ["San Pedro", "Puerto San José"]),
        ("SAN P", ["San Pedro"]),
        ("jose", ["Puerto San José"]),
        ("", ["San Pedro", "Danlí", "Puerto San José"]),
        ("dánli", ["Danlí"]),
        ("x", []),
    ],
)
def test_starting_with(typed: str, found: list[str]) -> None:
    assert starting_with(("San Pedro", "Danlí", "Puerto San José"), typed) == found


@pytest.mark.parametrize("seed", range(3))
async def test_a_written_number_is_edited_as_its_digits(seed: int) -> None:
    """Any keys anywhere: the digits change as in a plain field, and the cursor stays with them."""
    dice = random.Random(seed)
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one("#written", WrittenField)
        keys = ("left", "right", "home", "end", "backspace", "delete", *"0123456789")
        for _ in range(60):
            value, at = field.value, field.cursor_position
            digits = value.replace("-", "")
            before = len(value[:at].replace("-", ""))
            key = dice.choice(keys)
            if key.isdigit() and len(digits) == 15:
                continue
            await press(pilot, key)
            if key.isdigit():
                expected = digits[:before] + key + digits[before:]
                place = before + 1
            elif key == "backspace":
                expected = digits[: max(0, before - 1)] + digits[before:]
                place = max(0, before - 1)
            elif key == "delete":
                expected, place = digits[:before] + digits[before + 1 :], before
            else:
                expected, place = digits, -1
            where = (value, at, key)
            assert field.value == format_rtn(expected), where
            if place >= 0:
                now = len(field.value[: field.cursor_position].replace("-", ""))
                assert now == place, where


async def test_letters_in_a_number_are_left_alone() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        await press(pilot, *"RTN0801")
        assert app.query_one("#written", WrittenField).value == "RTN0801"
        await press(pilot, "home", "delete", "delete", "delete", "end", "9")
        assert app.query_one("#written", WrittenField).value == "0801-9"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("nat", ""),
        ("persona j", "Persona Jurídica"),
        ("jur", "Persona Jurídica"),
        ("persona", "persona"),
        ("ang", "Ángel"),
        ("n", "Ñame"),
        ("xyz", "xyz"),
        ("", ""),
    ],
)
async def test_a_choice_is_completed_when_it_is_left(typed: str, left: str) -> None:
    app = Fields()
    async with app.run_test() as pilot:
        await press(pilot, "tab", *typed.replace(" ", "␣"))
        field = app.query_one("#choice", ChoiceField)
        field.value = typed
        await press(pilot, "tab")
        assert field.value == (left or ("Persona Natural" if typed == "nat" else ""))


async def test_typing_in_a_choice_replaces_what_was_there() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one("#choice", ChoiceField)
        field.value = "Ángel"
        await press(pilot, "tab", "j", "tab")
        assert field.value == "Persona Jurídica"


async def test_arrows_go_round_the_choices() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one("#choice", ChoiceField)
        await press(pilot, "tab")
        seen = []
        for _ in range(5):
            await press(pilot, "down")
            seen.append(field.value)
        assert seen == [*LABELS, LABELS[0]]
        await press(pilot, "up")
        assert field.value == LABELS[-1]


async def test_arrow_goes_to_the_choice_that_was_begun() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one("#choice", ChoiceField)
        await press(pilot, "tab", "j", "u", "down")
        assert field.value == "Persona Jurídica"


async def test_suggestions_cycle_but_any_text_stays() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one("#suggest", SuggestField)
        await press(pilot, "tab", "tab", *"san", "down")
        assert field.value == "San Pedro Sula"
        await press(pilot, "down")
        assert field.value == "Puerto San José"
        await press(pilot, "down")
        assert field.value == "San Pedro Sula"
        await press(pilot, "up", *"x", "tab")
        assert field.value == "Puerto San Joséx"


async def test_what_was_typed_in_short_is_written_out_on_leaving() -> None:
    class Short(App[None]):
        def compose(self) -> ComposeResult:
            yield CompletedField("", lambda text: text.replace("hoy", "25/11/2026"))
            yield SuggestField("", tuple)

    app = Short()
    async with app.run_test() as pilot:
        field = app.query_one(CompletedField)
        await press(pilot, *"hoy")
        assert field.value == "hoy"
        await press(pilot, "tab")
        assert field.value == "25/11/2026"
        field.value = "hoy"
        field.complete()
        assert field.value == "25/11/2026"
