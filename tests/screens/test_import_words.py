"""Every problem that a row can have is called something in Spanish, whole and in few words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import aduanas_tui
from aduanas_tui.domain.problems import error
from aduanas_tui.screens.import_words import problem_words
from aduanas_tui.services.importing.kinds import kind_label
from aduanas_tui.services.importing.records import RECORD_KINDS

ROOT = Path(aduanas_tui.__file__).parent
MADE = re.compile(r"\b(?:error|warning|fix)\(\s*[\w\"]+,\s*\"(\w+)\"")
ELSEWHERE = ("primary_needed",)
"""Problems that only a form has."""


def codes() -> list[str]:
    """Return the codes of the problems that the modules of clients and contacts make."""
    places = [*(ROOT / "domain").glob("*.py"), *(ROOT / "services/importing").glob("*.py")]
    skipped = re.compile("operation|customs|invoice|money|dates|states")
    found: set[str] = set()
    for path in places:
        if not skipped.search(path.name):
            found |= set(MADE.findall(path.read_text(encoding="utf-8")))
    return sorted(found - set(ELSEWHERE))


@pytest.mark.parametrize("code", codes())
def test_every_kind_of_problem_has_a_name(code: str) -> None:
    assert kind_label(code) != code.replace("_", " ").capitalize()
    words = problem_words(error("email", code, "x"))
    assert len(words) <= 27 and words != code


def codes_of_operations() -> list[str]:
    """Return the codes of the problems that rows of operations can have."""
    places = [ROOT / "domain" / f"{name}.py" for name in ("money", "dates", "customs")]
    for pattern in ("domain/operation_*.py", "domain/invoice_number.py"):
        places += ROOT.glob(pattern)
    places += (ROOT / "services/importing").glob("operations_*.py")
    made = re.compile(
        r"\b(?:error|warning|fix|MoneyError|DateError)\((?:\s*[\w.\"]+,)?\s*\"(\w+)\","
    )
    found: set[str] = set()
    for path in places:
        found |= set(made.findall(path.read_text(encoding="utf-8")))
    return sorted(found)


@pytest.mark.parametrize("code", codes_of_operations())
def test_problems_of_operations_have_names_too(code: str) -> None:
    assert kind_label(code) != code.replace("_", " ").capitalize()
    words = problem_words(error("number", code, "x"), RECORD_KINDS["facturas"])
    assert len(words) <= 27 and words != code


def test_there_are_many() -> None:
    assert {"payment_over_balance", "client_unknown", "date_serial"} <= set(codes_of_operations())
    assert {"rtn_length", "phone_label", "website_scheme", "kind_from_rtn"} <= set(codes())
