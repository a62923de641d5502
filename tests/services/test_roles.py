"""Asking for rights: by the role that the office gave."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.roles import NotAllowedError, Right, Role, refusal, require, role_of
from tests.factories import OPERATOR, SUPERVISOR, enroll


def test_whom_the_office_does_not_know_may_only_look(office: Path) -> None:
    assert role_of("nadie") is Role.READER
    assert role_of("") is Role.READER
    assert role_of(OPERATOR) is Role.OPERATOR
    assert role_of(SUPERVISOR) is Role.SUPERVISOR


def test_names_are_told_apart_by_case(office: Path) -> None:
    assert role_of(OPERATOR.upper()) is Role.READER


def test_require_refuses_with_a_sentence(office: Path) -> None:
    require(OPERATOR, Right.WRITE)
    assert refusal(OPERATOR, Right.WRITE) is None
    with pytest.raises(NotAllowedError) as refused:
        require("nadie", Right.WRITE)
    assert isinstance(refused.value, ServiceError)
    assert str(refused.value) == refusal("nadie", Right.WRITE)


def test_a_role_counts_from_the_moment_it_is_given(office: Path) -> None:
    enroll("nadie")
    require("nadie", Right.WRITE)
    enroll("nadie", role=Role.READER)
    with pytest.raises(NotAllowedError):
        require("nadie", Right.WRITE)
