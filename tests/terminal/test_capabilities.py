from __future__ import annotations

import os
import subprocess
import sys

import pytest

from aduanas_tui.terminal.capabilities import Terminal, TerminalSettingError, terminal_from
from aduanas_tui.terminal.locale_encoding import terminal_encoding


def terminal(term: str = "xterm-256color", **env: str) -> Terminal:
    return terminal_from({"TERM": term, "LANG": "es_HN.UTF-8", **env})


@pytest.mark.parametrize(
    ("term", "colours"),
    [
        ("xterm-256color", 256),
        ("xterm", 8),
        ("xterm-16color", 16),
        ("rxvt-88color", 16),
        ("xterm-mono", 0),
        ("screen", 8),
        ("screen.xterm-256color", 256),
        ("tmux-256color", 256),
        ("putty", 8),
        ("linux", 8),
        ("vt100", 0),
        ("vt220", 0),
        ("ansi", 8),
        ("xterm-kitty", 256),
        ("never-heard-of", 8),
    ],
)
def test_colours_by_term(term: str, colours: int) -> None:
    assert terminal(term).colours == colours


@pytest.mark.parametrize(
    ("env", "colours"),
    [
        ({"NO_COLOR": "1"}, 0),
        ({"NO_COLOR": ""}, 256),  # no-color.org: present and not an empty string
        ({"ADUANAS_COLORES": "8"}, 8),
        ({"ADUANAS_COLORES": "16", "NO_COLOR": "1"}, 16),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, 256),
        ({"TERM": "vt220", "COLORTERM": "truecolor"}, 0),
    ],
)
def test_colours_by_wish(env: dict[str, str], colours: int) -> None:
    assert terminal(**{"term": env.pop("TERM", "xterm-256color"), **env}).colours == colours


@pytest.mark.parametrize("term", ["vt100", "vt102", "vt220", "ansi", "never-heard-of", "linux"])
def test_an_old_terminal_is_sent_no_mode_that_it_does_not_know(term: str) -> None:
    old = terminal(term)
    assert not (old.mouse or old.pastes or old.asks or old.alternate or old.kitty_keys)
    assert not old.clipboard
    assert old.synchronized is False


def test_a_vt100_has_less_than_a_vt220() -> None:
    assert not terminal("vt100").hides_cursor and terminal("vt220").hides_cursor
    assert terminal("vt100").scrolls and not terminal("ansi").scrolls


@pytest.mark.parametrize("term", ["xterm", "screen", "tmux-256color", "linux", "foot"])
def test_what_is_dim(term: str) -> None:
    assert terminal(term).dim


@pytest.mark.parametrize("term", ["vt100", "vt220", "ansi", "putty", "rxvt", "never-heard-of"])
def test_what_cannot_be_dim(term: str) -> None:
    assert not terminal(term).dim


@pytest.mark.parametrize("term", ["rxvt", "rxvt-unicode-256color"])
def test_no_mouse_where_its_reports_would_be_typed_letters(term: str) -> None:
    assert not terminal(term).mouse


@pytest.mark.parametrize(
    ("env", "ascii_signs", "encoding"),
    [
        ({}, False, "utf-8"),
        ({"LANG": "es_HN.utf8"}, False, "utf-8"),
        ({"LANG": "C.UTF-8"}, False, "utf-8"),
        ({"LANG": "C"}, True, "ascii"),
        ({"LANG": ""}, True, "ascii"),
        ({"LANG": "POSIX"}, True, "ascii"),
        ({"LC_ALL": "C"}, True, "ascii"),
        ({"LC_ALL": "", "LC_CTYPE": "C"}, True, "ascii"),
        ({"LC_ALL": "C", "LC_CTYPE": "es_HN.UTF-8"}, True, "ascii"),
        ({"LC_CTYPE": "es_HN.ISO-8859-1"}, True, "iso8859-1"),
        ({"LANG": "es_HN"}, True, "iso8859-1"),
        ({"LANG": "es_ES@euro"}, True, "iso8859-15"),
        ({"LANG": "es_HN.nonsense"}, True, "ascii"),
        ({"LANG": "es_HN.UTF-16"}, True, "ascii"),
        ({"ADUANAS_ASCII": "1"}, True, "utf-8"),
        ({"ADUANAS_ASCII": "0", "LANG": "C"}, False, "utf-8"),
        ({"TERM": "vt220"}, True, "utf-8"),
        ({"TERM": "vt220", "ADUANAS_ASCII": "0"}, False, "utf-8"),
        ({"TERM": "linux"}, True, "utf-8"),
        ({"TERM": "linux", "ADUANAS_ASCII": "0"}, False, "utf-8"),
    ],
)
def test_signs_and_letters(env: dict[str, str], ascii_signs: bool, encoding: str) -> None:
    found = terminal_from({"TERM": "xterm-256color", "LANG": "es_HN.UTF-8", **env})
    assert (found.ascii, found.encoding) == (ascii_signs, encoding)


def test_a_linear_screen_does_not_scroll_and_is_never_drawn_by_textual() -> None:
    linear = terminal(ADUANAS_LINEAL="1", ADUANAS_PINTADO="textual")
    assert linear.linear and linear.thin and not linear.scrolls
    assert not linear.ascii


def test_who_paints() -> None:
    assert terminal().thin and terminal().synchronized is None
    assert terminal(ADUANAS_PINTADO="delgado").thin
    assert not terminal(ADUANAS_PINTADO="textual").thin
    assert terminal(ADUANAS_SINCRONIZADO="no").synchronized is False


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        ("ADUANAS_PINTADO", "escriba delgado o textual."),
        ("ADUANAS_SINCRONIZADO", "escriba auto o no."),
        ("ADUANAS_ASCII", "escriba 1 o 0."),
        ("ADUANAS_LINEAL", "escriba 1 o 0."),
        ("ADUANAS_COLORES", "escriba 0, 8, 16 o 256."),
    ],
)
def test_a_wrong_value_gets_one_sentence(variable: str, sentence: str) -> None:
    with pytest.raises(TerminalSettingError) as caught:
        terminal(**{variable: "quizás"})
    assert str(caught.value) == f"{variable} dice «quizás»: {sentence}"


@pytest.mark.parametrize(
    ("given", "encoding"),
    [({"LANG": "C"}, "ascii"), ({}, "ascii"), ({"LC_CTYPE": "C.UTF-8"}, "utf-8")],
)
def test_the_locale_that_python_coerced_is_not_the_operators(
    given: dict[str, str], encoding: str
) -> None:
    code = (
        "import os; from aduanas_tui.terminal.locale_encoding import as_started, terminal_encoding;"
        "print(terminal_encoding(as_started(os.environ)))"
    )
    env = {k: v for k, v in os.environ.items() if k != "LANG" and not k.startswith("LC_")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env | given, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == encoding


def test_the_encoding_is_that_of_the_name() -> None:
    assert terminal_encoding({"LANG": "en_US.UTF-8@latin"}) == "utf-8"
