"""Every screen on terminals in which every two properties meet (all: ``tests.e2e.matrix``)."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.e2e import matrix, walk_office
from tests.e2e.matrix import SOME, Case, Walker


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office to walk in, closed."""
    path = tmp_path_factory.mktemp("walk") / "aduanas.db"
    walk_office.make_office(path)
    return path


@pytest.mark.parametrize("case", SOME, ids=str)
def test_every_screen_can_be_read(
    case: Case, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "")  # the walk sets it
    Walker(case, tmp_path, partial(shutil.copy, office)).walk()


def _properties(case: Case) -> Iterator[tuple[str, ...]]:
    """Yield every two properties that meet in a case; thin is told from the others."""
    others = (case.colour, case.letters, str(case.painting == matrix.THIN))
    for size in case.sizes:
        yield from itertools.combinations((case.term, f"{size}", *others), 2)


def test_every_two_properties_meet() -> None:
    met = {pair for case in SOME for pair in _properties(case)}
    levels = [
        {case.term for case in SOME},
        {f"{size}" for size in matrix.SIZES},
        {matrix.OWN, matrix.NONE},
        {matrix.UTF_8, matrix.LOCALE_C},
        {"True", "False"},
    ]
    for one, other in itertools.combinations(levels, 2):
        assert set(itertools.product(one, other)) <= met
    assert {case.painting for case in SOME} == set(matrix.PAINTINGS)
