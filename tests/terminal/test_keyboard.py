"""What the terminal sends, as key and paste events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import constants, events
from textual.message import Message

from aduanas_tui.terminal import keyboard
from aduanas_tui.terminal.keyboard import KeyboardParser


def short(message: Message) -> str:
    if isinstance(message, events.Key):
        return message.key
    return f"<{message.text}>" if isinstance(message, events.Paste) else type(message).__name__


def read(*chunks: str, wait: bool = True) -> list[str]:
    """Return what a parser makes of the chunks, with silence after the last one."""
    parser = KeyboardParser()
    found = [short(message) for chunk in chunks for message in parser.feed(chunk)]
    if wait:
        parser._since -= constants.ESCAPE_DELAY * 1.1
        found += [short(message) for message in parser.tick()]
    return found


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b", ["escape"]),
        ("\x1bn", ["escape", "n"]),
        ("\x1b1", ["escape", "1"]),
        ("\x1b/", ["escape", "slash"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b\x13", ["escape", "ctrl+s"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b\x1b[B", ["escape", "down"]),
        ("\x1b\x1bn", ["escape", "escape", "n"]),
        ("\x1bñ", ["escape", "ñ"]),
        ("a\x1b[Bb\x1bOP\x1b[21~c", ["a", "down", "b", "f1", "f10", "c"]),
        ("\x1b[Z\t", ["shift+tab", "tab"]),
        ("a\nb\r\nc\r", ["a", "enter", "b", "enter", "c", "enter"]),
        ("\x1b[<0;5;6M", ["MouseDown"]),
        ("\x1b[?2026;2$y", ["TerminalSupportsSynchronizedOutput"]),
        ("\x1b[I", ["AppFocus"]),
    ],
)
def test_keys(sent: str, keys: list[str]) -> None:
    assert read(sent) == keys


@pytest.mark.parametrize(
    "sent", ["\x1b[B", "\x1bOP", "\x1b[21~", "\x1b[<0;5;6M", "\x1b[200~a\x1b[201~"]
)
def test_a_sequence_cut_anywhere_by_a_slow_line(sent: str) -> None:
    whole = read("x" + sent + "y")
    for at in range(1, len(sent)):
        if sent[:at] != "\x1b[<0;5;6":
            assert read("x" + sent[:at], sent[at:] + "y") == whole, at


def test_escape_alone_waits_for_the_rest_of_a_sequence() -> None:
    assert read("\x1b", wait=False) == []
    assert read("a\x1b", "n") == ["a", "escape", "n"]


@pytest.mark.parametrize(
    "inside", ["uno\ndos", "a\x1b[31mb", "a\x1bqb", "\x1bOP", "\x13", "\x1b", "x\x1b[200~y"]
)
def test_nothing_in_a_paste_is_a_key(inside: str) -> None:
    sent = f"a\x1b[200~{inside}\x1b[201~b"
    for at in range(len(sent)):
        assert read(sent[:at], sent[at:], wait=False) == ["a", f"<{inside}>", "b"]


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
    st.data(),
)
def test_any_paste_cut_anywhere(text: str, data: st.DataObject) -> None:
    if "\x1b[201~" in text:
        return
    sent = f"\x1b[200~{text}\x1b[201~"
    at = data.draw(st.integers(1, len(sent)))
    parts = [part for part in (sent[:at], sent[at:]) if part]
    assert read(*parts, wait=False) == [f"<{text}>"]


def test_a_paste_without_an_end_does_not_swallow_the_keyboard() -> None:
    parser = KeyboardParser()
    assert list(parser.feed("\x1b[200~abc")) == []
    assert list(parser.tick()) == []
    parser._since -= keyboard._PASTE_PATIENCE * 1.1
    assert [short(message) for message in parser.tick()] == ["<abc>"]
    assert [short(message) for message in parser.feed("\x1b[201~n")] == ["n"]


def test_a_large_paste_is_one_event_and_fast() -> None:
    parser = KeyboardParser()
    text = "línea de texto\n" * 20_000
    found = []
    sent = f"\x1b[200~{text}\x1b[201~"
    for at in range(0, len(sent), 65536):
        found += list(parser.feed(sent[at : at + 65536]))
    assert [short(message) for message in found] == [f"<{text}>"]
