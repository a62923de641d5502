from __future__ import annotations

import pytest
from textual.binding import Binding

from aduanas_tui.widgets.commands import Command, CommandHost, acts_in_text, bindings_of
from tests.demo_app import Form, Home


def make(name: str, *keys: str, label: str = "") -> Command:
    return Command(name, keys, label or name, name, name)


class Base(CommandHost):
    COMMANDS = (make("one", "a"), make("two", "b"))


class Derived(Base):
    COMMANDS = (make("three", "c"), make("two", "z", label="otro"))


def test_commands_of_base_classes_come_after_and_the_same_id_replaces() -> None:
    assert [command.id for command in Derived.commands()] == ["three", "two", "one"]
    assert Derived.command("two").label == "otro"
    with pytest.raises(KeyError):
        Derived.command("four")


@pytest.mark.parametrize(
    ("key", "always"),
    [("f1", True), ("f12", True), ("ctrl+s", True), ("f", False), ("n", False), ("enter", False),
     ("escape", False), ("slash", False), ("full_stop", False)],
)  # fmt: skip
def test_which_keys_act_while_typing(key: str, always: bool) -> None:
    assert acts_in_text(key) is always


def test_bindings() -> None:
    bindings = bindings_of([make("save", "ctrl+s", "f2", "s")])
    assert all(isinstance(binding, Binding) for binding in bindings)
    assert [(b.key, b.action, b.priority) for b in bindings] == [  # type: ignore[union-attr]
        ("ctrl+s", "run_command('save')", True),
        ("f2", "run_command('save')", True),
        ("s", "run_command('save')", False),
    ]


def test_screens_have_their_bindings() -> None:
    keys = Home._merged_bindings.key_to_bindings
    assert {"n", "slash", "q", "f5", "tab"} <= set(keys)
    assert "n" not in Form._merged_bindings.key_to_bindings


def test_full_name() -> None:
    assert Home.command("new").full_name == "+ Nuevo Cliente"
    assert Home.command("erase").full_name == "Borrar"
