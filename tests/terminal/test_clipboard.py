from __future__ import annotations

import base64
import re

import pytest

from aduanas_tui.terminal.clipboard import MAX_BYTES, ClipboardTooLongError, osc52

PLAIN = re.compile(r"\A\x1b\]52;c;([A-Za-z0-9+/=]*)\x07\Z")


def payload(sequence: str) -> str:
    match = PLAIN.match(sequence)
    assert match, sequence
    return base64.b64decode(match[1]).decode()


@pytest.mark.parametrize("text", ["", "0801-9099-354423", "Ñandú\nS.A.", "\x1b]0;x\x07", "漢字 😀"])
def test_plain_terminal_gets_base64_only(text: str) -> None:
    assert payload(osc52(text, {})) == text


def test_a_surrogate_is_replaced() -> None:
    assert payload(osc52("a\ud800b", {})) == "a?b"


def test_tmux_gets_the_plain_sequence_and_the_wrapped_one() -> None:
    sequence = osc52("RTN", {"TMUX": "/tmp/tmux-1000/default,1,0"})
    plain, start, wrapped = sequence.partition("\x1bPtmux;")
    assert payload(plain) == "RTN"
    assert start and wrapped.endswith("\x1b\\")
    assert wrapped.removesuffix("\x1b\\").replace("\x1b\x1b", "\x1b") == plain


def test_tmux_on_the_other_side_of_ssh_is_known_by_term() -> None:
    assert "\x1bPtmux;" in osc52("RTN", {"TERM": "tmux-256color"})
    assert payload(osc52("RTN", {"TERM": "screen-256color"})) == "RTN"


def test_gnu_screen_gets_short_pieces() -> None:
    text = "x" * 3000
    sequence = osc52(text, {"STY": "1.pts-0.host", "TERM": "screen"})
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", sequence, re.DOTALL)
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == sequence
    assert max(map(len, pieces)) < 256
    assert payload("".join(pieces)) == text


def test_too_long_is_refused() -> None:
    osc52("x" * MAX_BYTES, {})
    with pytest.raises(ClipboardTooLongError):
        osc52("ñ" * (MAX_BYTES // 2 + 1), {})
