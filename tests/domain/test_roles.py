"""What each role may do, and what is said to those who may not."""

from __future__ import annotations

import pytest

from aduanas_tui.domain.roles import RIGHTS, Right, Role, refusal_of

OF_OPERATORS = {
    Right.WRITE,
    Right.DELETE,
    Right.IMPORT,
    Right.UNDO_OWN,
    Right.TAKE_BACK_OWN,
    Right.BACKUP,
}


@pytest.mark.parametrize("right", Right)
def test_each_role_may_do_its_own(right: Right) -> None:
    assert refusal_of(Role.SUPERVISOR, right) is None
    assert (refusal_of(Role.OPERATOR, right) is None) == (right in OF_OPERATORS)
    assert refusal_of(Role.READER, right) is not None


def test_each_role_may_do_what_those_before_it_may() -> None:
    reader, operator, supervisor = (RIGHTS[role] for role in Role)
    assert reader < operator < supervisor


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", [Role.READER, Role.OPERATOR])
def test_a_refusal_says_the_role_and_whom_to_ask(role: Role, right: Right) -> None:
    sentence = refusal_of(role, right)
    if sentence is not None:
        assert sentence.startswith(f"Su rol es {role}: ")
        assert "supervisor" in sentence
        assert sentence.endswith(".")
        assert len(sentence) <= 90, "one notice or line of an action menu"
