"""Giving roles: by supervisors, told in the audit log, and never without a supervisor left."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.services import operators
from aduanas_tui.services.errors import NotAllowedError, ServiceError
from aduanas_tui.services.operators import OperatorInfo, change, is_nobodys, operator
from aduanas_tui.services.roles import Role, is_shared, role_of
from aduanas_tui.store.accounts import account_name
from aduanas_tui.store.models import AuditEntry
from tests.factories import HOSTILE_NAMES, OPERATOR, SUPERVISOR, enroll

OWNER = account_name(os.getuid())
"""Who created the tests' offices."""


def _audited() -> list[tuple[str, str, str, Any]]:
    found = AuditEntry.select().where(AuditEntry.entity == "operator").order_by(AuditEntry.id)
    return [(one.operator, one.action, one.label, one.changes) for one in found]


def test_a_new_operator_is_registered(office: Path) -> None:
    assert operator("nueva") == OperatorInfo("nueva", Role.READER)
    assert change(SUPERVISOR, "nueva", role=Role.OPERATOR) == OperatorInfo("nueva", Role.OPERATOR)
    assert role_of("nueva") is Role.OPERATOR
    assert operator("nueva") in operators.operators()
    ((by, action, label, changes),) = _audited()
    assert (by, action, label) == (SUPERVISOR, "create", "nueva")
    assert changes == {
        "name": [None, "nueva"],
        "role": [None, "operador"],
        "shared": [None, False],
    }


def test_what_is_not_said_stays(office: Path) -> None:
    change(SUPERVISOR, OPERATOR, shared=True)
    assert operator(OPERATOR) == OperatorInfo(OPERATOR, Role.OPERATOR, shared=True)
    assert is_shared(OPERATOR)
    change(SUPERVISOR, OPERATOR, role=Role.READER)
    assert operator(OPERATOR) == OperatorInfo(OPERATOR, Role.READER, shared=True)
    change(SUPERVISOR, OPERATOR, shared=False)
    assert not is_shared(OPERATOR)
    assert [changes for *_, changes in _audited()] == [
        {"shared": [False, True]},
        {"role": ["operador", "consulta"]},
        {"shared": [True, False]},
    ]


def test_what_changes_nothing_is_no_entry(office: Path) -> None:
    change(SUPERVISOR, OPERATOR, role=Role.OPERATOR, shared=False)
    assert _audited() == []


@pytest.mark.parametrize("by", [OPERATOR, "nadie"])
def test_only_supervisors_give_roles(office: Path, by: str) -> None:
    with pytest.raises(NotAllowedError, match="cambiar roles"):
        change(by, by, role=Role.SUPERVISOR)
    assert role_of(by) is not Role.SUPERVISOR
    assert _audited() == []


def test_one_supervisor_is_always_left(office: Path) -> None:
    change(SUPERVISOR, OWNER, role=Role.READER)
    with pytest.raises(NotAllowedError, match="«jefa» es el único supervisor"):
        change(SUPERVISOR, SUPERVISOR, role=Role.OPERATOR)
    assert role_of(SUPERVISOR) is Role.SUPERVISOR
    change(SUPERVISOR, OPERATOR, role=Role.SUPERVISOR)
    change(SUPERVISOR, SUPERVISOR, role=Role.OPERATOR)
    assert role_of(SUPERVISOR) is Role.OPERATOR


def test_whose_file_it_is_can_always_give_roles(office: Path) -> None:
    """As on a new server, where no supervisor of the copied base has an account."""
    change(SUPERVISOR, OWNER, role=Role.READER)
    assert change(OWNER, OWNER, role=Role.SUPERVISOR).role is Role.SUPERVISOR


@pytest.mark.parametrize("name", ["", " ", "x" * 61, " ana", "a\x00b", *HOSTILE_NAMES[4:8]])
def test_a_name_that_can_be_nobodys_is_refused(office: Path, name: str) -> None:
    with pytest.raises(ServiceError, match="no puede ser de un operador"):
        change(SUPERVISOR, name, role=Role.OPERATOR)
    assert _audited() == []


def test_a_strange_name_of_old_can_be_changed(office: Path) -> None:
    enroll("a\x1b[31m")
    assert change(SUPERVISOR, "a\x1b[31m", role=Role.READER).role is Role.READER


def test_names_that_no_account_has_are_told(office: Path) -> None:
    assert is_shared(OWNER)
    assert not is_nobodys("nadie"), "the shared account may say so"
    change(SUPERVISOR, OWNER, shared=False)
    assert is_nobodys("nadie")
    assert is_nobodys("a\x00b")
    assert not is_nobodys(OWNER)
