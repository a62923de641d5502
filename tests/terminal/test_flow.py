"""How much is on its way to the terminal is counted as the terminal tells."""

from __future__ import annotations

import threading

import pytest

from aduanas_tui.terminal import flow
from aduanas_tui.terminal.flow import ANSWER, QUESTION, WINDOW, Flow


def _no() -> None:
    raise AssertionError("nothing waits")


def test_a_terminal_that_does_not_answer_is_not_waited_for() -> None:
    line = Flow()
    assert line.begin() == QUESTION
    for _ in range(20):
        assert line.question_after("x" * 1_000) == ""
        assert line.is_free(_no)
    line.end(60)


def test_a_frame_waits_until_most_was_shown() -> None:
    line = Flow()
    line.begin()
    assert line.without_answers(f"a{ANSWER}b") == "ab"
    called: list[bool] = []
    assert line.question_after("few") == ""
    sent = 3
    while line.is_free(_no):
        assert line.question_after("x" * 1_000) == QUESTION
        sent += 1_000
    assert WINDOW <= sent <= WINDOW + 1_000
    assert not line.is_free(lambda: called.append(True))
    assert line.without_answers(ANSWER) == ""
    assert called == [True]
    assert line.is_free(_no)
    assert line.without_answers("down") == "down"
    assert called == [True]


def test_a_lost_answer_ends_the_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Flow()
    line.begin()
    line.without_answers(ANSWER)
    line.question_after("x" * WINDOW)
    assert not line.is_free(_no)
    now = flow.monotonic()
    monkeypatch.setattr(flow, "monotonic", lambda: now + flow.PATIENCE + 1)
    assert line.is_free(_no)
    assert line.question_after("x" * WINDOW) == ""
    line.without_answers(ANSWER)  # it came after all
    assert line.is_free(_no)
    assert line.question_after("x" * WINDOW) == QUESTION
    assert not line.is_free(lambda: None)


def test_the_end_waits_for_what_is_due() -> None:
    line = Flow()
    line.begin()
    line.without_answers(ANSWER)
    line.question_after("x" * 1_000)
    line.question_after("x" * 1_000)
    ended = threading.Thread(target=line.end, args=(60,))
    ended.start()
    line.without_answers(ANSWER)
    assert ended.is_alive()
    assert line.without_answers(f"{ANSWER}q") == "q"
    ended.join(60)
    assert not ended.is_alive()
    assert line.question_after("x" * 1_000) == ""
    assert line.is_free(_no)
