"""Who operates, and what that role allows, in the real program."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from aduanas_tui.store.accounts import account_name
from tests.e2e.opened import DOWN, Opened, run
from tests.factories import SUPERVISOR

ACCOUNT = account_name(os.getuid())


def test_a_stranger_at_a_shared_account_may_only_look(base: Path) -> None:
    with Opened(base, env={"ADUANAS_OPERADOR": "nadie"}) as program:
        program.wait_for("· consulta · nadie")
        program.write(f"{DOWN}n")
        program.wait_for("Su rol es consulta")
        program.leave()


def test_at_ones_own_account_the_name_does_not_count_and_that_is_said(base: Path) -> None:
    connection = sqlite3.connect(base)
    connection.execute("UPDATE operator SET shared = 0")
    connection.commit()
    connection.close()
    with Opened(base, env={"ADUANAS_OPERADOR": "op2"}) as program:
        program.wait_for("no es una cuenta compartida")
        program.wait_for(f"· {ACCOUNT}")
        program.leave()


def test_a_role_given_by_a_colleague_counts_without_starting_again(base: Path) -> None:
    with Opened(base, env={"ADUANAS_OPERADOR": "nadie"}) as program:
        program.wait_for("· consulta · nadie")
        giving = ("operadores", "nadie", "--rol", "operador", "--base", str(base))
        assert run(*giving, env={"ADUANAS_OPERADOR": SUPERVISOR}).returncode == 0
        program.wait_for("Ahora su rol es operador.")
        program.write(f"{DOWN}n")
        program.wait_for("Nuevo cliente")
        program.leave()
