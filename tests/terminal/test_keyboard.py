"""What the terminal sends, as key and paste events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from aduanas_tui.terminal import keyboard
from aduanas_tui.terminal.flow import ANSWER
from aduanas_tui.terminal.keyboard import KeyboardParser


def short(message: Message) -> str:
    if isinstance(message, events.Key):
        return message.key
    return f"<{message.text}>" if isinstance(message, events.Paste) else type(message).__name__


LOCAL = {"TERM": "xterm-256color"}
SSH = {"TERM": "xterm-256color", "SSH_CONNECTION": "10.0.0.1 22 10.0.0.2 22"}


def silence(parser: KeyboardParser, seconds: float) -> list[str]:
    """Return what a parser makes of some seconds in which nothing came."""
    parser._since -= seconds
    parser._escaped_at -= seconds
    return [short(message) for message in parser.tick()]


def read(*chunks: str, wait: bool = True, term: str = "xterm-256color") -> list[str]:
    """Return what a parser makes of the chunks, with silence after the last one."""
    parser = KeyboardParser(env={"TERM": term})
    found = [short(message) for chunk in chunks for message in parser.feed(chunk)]
    return found + silence(parser, 1.1) if wait else found


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


_UPPER = [f"\x1b[{number}~" for number in (15, 17, 18, 19, 20, 21, 23, 24)]
FUNCTION_KEYS = {
    "xterm, screen, tmux, vt220": ["\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", *_UPPER],
    "linux": ["\x1b[[A", "\x1b[[B", "\x1b[[C", "\x1b[[D", "\x1b[[E", *_UPPER[1:]],
    "putty, rxvt": ["\x1b[11~", "\x1b[12~", "\x1b[13~", "\x1b[14~", *_UPPER],
}
_ARROWS = ["\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"]
_PAGES = ["\x1b[5~", "\x1b[6~", "\x1b[3~", "\x1b[2~"]
MOVING = {
    "xterm": [*_ARROWS, "\x1b[H", "\x1b[F", *_PAGES, "\x1b[Z"],
    "application mode": [f"\x1bO{key}" for key in "ABCDHF"] + [*_PAGES, "\x1b[Z"],
    "putty, screen, tmux": [*_ARROWS, "\x1b[1~", "\x1b[4~", *_PAGES, "\x1b[Z"],
    "rxvt": [*_ARROWS, "\x1b[7~", "\x1b[8~", *_PAGES, "\x1b[Z"],
    "linux": [*_ARROWS, "\x1b[1~", "\x1b[4~", *_PAGES, "\x1b\t"],
}
"""What terminals send for F1 to F12, and for the keys that move; terminfo names the same."""

MOVES = ["up", "down", "right", "left", "home", "end", "pageup", "pagedown", "delete", "insert"]


@pytest.mark.parametrize("terminal", FUNCTION_KEYS)
def test_function_keys_of_every_terminal(terminal: str) -> None:
    sent = FUNCTION_KEYS[terminal]
    assert read("".join(sent)) == [f"f{number}" for number in range(1, 13)]
    for sequence in sent:
        for at in range(1, len(sequence)):
            assert read(sequence[:at], sequence[at:]) == read(sequence)


@pytest.mark.parametrize("terminal", MOVING)
def test_moving_keys_of_every_terminal(terminal: str) -> None:
    sent = "".join(MOVING[terminal])
    assert read(sent, term=terminal.split(",")[0]) == [*MOVES, "shift+tab"]


def test_shift_tab_of_the_console_is_escape_and_tab_elsewhere() -> None:
    assert read("\x1b", "\t", term="linux") == read("\x1b\t", term="linux") == ["shift+tab"]
    assert read("\x1b\t", term="xterm") == ["escape", "tab"]


def test_the_numeric_pad_in_application_mode() -> None:
    pad = "".join(f"\x1bO{key}" for key in "pqrstuvwxyjkmnolXM")
    digits = list("0123456789")
    signs = ["asterisk", "plus", "minus", "full_stop", "slash", "comma", "equals_sign", "enter"]
    assert read(pad) == digits + signs


@pytest.mark.parametrize(
    "unknown",
    [
        "\x1bOE",
        "\x1bO2P",
        "\x1b[99~",
        "\x1b[1;5E",
        "\x1b[?62;22c",
        "\x1b[?2048;0$y",
        "\x1b[25;2~",
        "\x1b[8;24;80t",
    ],
)
def test_a_sequence_that_is_not_known_types_nothing(unknown: str) -> None:
    for at in range(1, len(unknown)):
        found = read("a" + unknown[:at], unknown[at:] + "b\x1b[B")
        assert found[0] == "a" and found[-2:] == ["b", "down"]
        assert not [key for key in found[1:-2] if len(key) == 1]


@pytest.mark.parametrize(
    "answer",
    ["\x1b]11;rgb:0000/0000/0000\a", "\x1b]10;rgb:ff/ff/ff\x1b\\", "\x1bP>|XTerm(388)\x1b\\"],
)
def test_a_late_answer_to_another_program_types_nothing(answer: str) -> None:
    assert read(f"a{answer}b\x1b[B") == ["a", "b", "down"]


def test_escape_is_quick_on_a_local_line_and_waits_on_a_far_one() -> None:
    parser = KeyboardParser(env=LOCAL)
    assert list(parser.feed("\x1b")) == []
    assert parser.due is not None and 0 < parser.due <= 0.05
    assert silence(parser, 0.051) == ["escape"]
    assert parser.due is None

    parser = KeyboardParser(env=SSH)
    assert list(parser.feed("\x1b")) == []
    assert silence(parser, 0.25) == []
    assert [short(message) for message in parser.feed("[B")] == ["down"]


@pytest.mark.parametrize(("delay", "wait"), [(0.001, 0.1), (0.2, 0.2), (3.0, 0.5)])
def test_over_a_network_escape_waits_by_the_measured_delay(delay: float, wait: float) -> None:
    parser = KeyboardParser(env=SSH)
    parser._patience._asked_at -= delay
    list(parser.feed("\x1b[?2026;2$y"))
    assert parser._patience.seconds == pytest.approx(wait, abs=0.05)
    parser._patience._asked_at -= 100
    list(parser.feed("\x1b[?2048;0$y"))
    assert parser._patience.seconds == pytest.approx(wait, abs=0.05), "only the first answer"


def test_escdelay_is_obeyed() -> None:
    parser = KeyboardParser(env={**SSH, "ESCDELAY": "25"})
    list(parser.feed("\x1b[?2026;2$y"))
    list(parser.feed("\x1b"))
    assert silence(parser, 0.026) == ["escape"]
    assert KeyboardParser(env={**LOCAL, "ESCDELAY": "x"})._patience.seconds == 0.05


@pytest.mark.parametrize("tail", ["[B", "[5~", "OP", "[<0;5;6M", "[?2048;0$y"])
def test_a_sequence_whose_rest_comes_too_late_is_escape_and_types_nothing(tail: str) -> None:
    parser = KeyboardParser(env=LOCAL)
    list(parser.feed("\x1b"))
    assert silence(parser, 0.4) == ["escape"]
    assert silence(parser, 0.9) == []
    found = [short(message) for message in parser.feed(tail)]
    assert found == []
    assert [short(message) for message in parser.feed("n\x1b[B")] == ["n", "down"]


def test_a_late_rest_that_is_cut_again() -> None:
    parser = KeyboardParser(env=LOCAL)
    list(parser.feed("\x1b"))
    assert silence(parser, 0.4) == ["escape"]
    found = [short(message) for part in ("[", "1;", "2B", "n") for message in parser.feed(part)]
    assert found == ["n"]


@pytest.mark.parametrize("typed", ["n", "OPERADORA", "O", "/", "x[B"])
def test_what_is_typed_after_escape_is_not_taken_for_its_rest(typed: str) -> None:
    parser = KeyboardParser(env=LOCAL)
    list(parser.feed("\x1b"))
    assert silence(parser, 0.4) == ["escape"]
    assert [short(message) for message in parser.feed(typed)] == read(typed)


def test_a_bracket_typed_after_escape_is_one() -> None:
    assert read("\x1b[") == ["escape", "left_square_bracket"]
    parser = KeyboardParser(env=LOCAL)
    list(parser.feed("\x1b"))
    assert silence(parser, 0.4) == ["escape"]
    assert list(parser.feed("[")) == []
    assert silence(parser, 1.1) == ["left_square_bracket"]


SENT = st.lists(
    st.sampled_from(
        [key for keys in (*FUNCTION_KEYS.values(), *MOVING.values()) for key in keys]
        + ["a", "ñ", "O", "[", "1", "\r", "\t", "\x07", "\x1b[?1;2c", "\x1bOE", "\x1b[<0;5;6M"]
    ),
    max_size=12,
)


@given(SENT, st.data(), st.sampled_from(["linux", "xterm"]))
def test_any_keys_cut_anywhere_are_the_same_keys(
    sent: list[str], data: st.DataObject, term: str
) -> None:
    whole = "".join(sent)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=5)))
    parts = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert read(*parts, term=term) == read(whole, term=term)


def test_an_answer_of_the_terminal_may_come_in_pieces() -> None:
    answers: list[None] = []
    parser = KeyboardParser(env=LOCAL, on_answer=lambda: answers.append(None))
    for cut in range(1, 4):
        for piece in (ANSWER[:cut], ANSWER[cut:]):
            assert list(parser.feed(piece)) == []
        assert len(answers) == cut
    assert [list(parser.feed(piece)) for piece in ANSWER] == [[]] * 4
    assert len(answers) == 4
