"""What an office sets by variables of the environment."""

from __future__ import annotations

import pytest

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.settings import IDLE, idle_limit


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(None, 0), ("", 0), ("0", 0), ("30", 1800), (" 15 ", 900), ("0.5", 30), ("1,5", 90)],
)
def test_minutes_without_a_key(said: str | None, seconds: float) -> None:
    env = {} if said is None else {IDLE: said}
    assert idle_limit(env) == seconds


@pytest.mark.parametrize("said", ["media hora", "-1", "nan", "inf", "1441", "30 min"])
def test_what_is_no_number_of_minutes_is_refused(said: str) -> None:
    with pytest.raises(ServiceError, match="cuántos minutos") as refusal:
        idle_limit({IDLE: said})
    assert said in str(refusal.value)
