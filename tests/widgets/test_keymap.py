"""Giving a node other bindings than its class has, with the pinned version of Textual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from textual.app import App
from textual.widget import Widget

from aduanas_tui.widgets.commands import Command, CommandHost
from aduanas_tui.widgets.keymap import change_keys


class Place(CommandHost, Widget, can_focus=True):
    KEYS_PLACE = "lugar"
    BINDINGS: ClassVar = [("up", "move", "")]
    COMMANDS = (
        Command("one", ("a", "f2"), "Número uno", "Hace uno.", "one"),
        Command("two", ("b",), "Dos", "Hace dos.", "two", shown_keys=("left", "right")),
        Command("menu_only", (), "Tres", "Hace tres.", "three"),
    )


@pytest.fixture(autouse=True)
def keys_as_they_are() -> Iterator[None]:
    yield
    change_keys({})


def bound(place: Place) -> dict[str, tuple[str, bool]]:
    return {key: (binding.action, binding.priority) for key, binding in place._bindings}


def test_without_changes_a_node_has_the_bindings_of_its_class() -> None:
    assert bound(Place()) == {
        "up": ("move", False),
        "a": ("run_command('one')", False),
        "f2": ("run_command('one')", True),
        "b": ("run_command('two')", False),
    }


@pytest.mark.parametrize("place", ["lugar", ""])
def test_changed_keys_take_the_place_of_the_old_ones(place: str) -> None:
    before = Place()
    change_keys({(place, "numero-uno"): ("b", "ctrl+g"), (place, "dos"): ("f5",)})
    assert bound(Place()) == {
        "up": ("move", False),
        "b": ("run_command('one')", False),
        "ctrl+g": ("run_command('one')", True),
        "f5": ("run_command('two')", True),
    }
    assert "a" in bound(before), "what is on screen already stays as it is"
    assert Place.key_of("two") == "F5" and Place.command("two").shown_keys == ()
    assert Place.command("menu_only").keys == ()


def test_a_place_counts_more_than_everywhere_and_others_are_not_concerned() -> None:
    change_keys({("", "dos"): ("x",), ("lugar", "dos"): ("y",), ("otro", "numero-uno"): ("z",)})
    assert Place.command("two").keys == ("y",) and Place.command("one").keys == ("a", "f2")


async def test_the_changed_key_runs_the_command() -> None:
    change_keys({("lugar", "dos"): ("z",)})
    ran: list[str] = []

    class Here(Place):
        def action_two(self) -> None:
            ran.append("two")

    class One(App[None]):
        def compose(self):  # type: ignore[no-untyped-def]
            yield Here()

    async with One().run_test() as pilot:
        await pilot.press("b", "z")
    assert ran == ["two"]
