"""What is meant by a path typed after the proposed one."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.services.typed_paths import path_typed


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "casa" / "Descargas").mkdir(parents=True)
    (tmp_path / "otra").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))
    return tmp_path / "casa"


def test_of_two_absolute_paths_the_later_one_counts(home: Path) -> None:
    proposed, other = home / "Descargas", home.parent / "otra" / "a.csv"
    for typed, meant in (
        (f"{proposed}/{other}", other),
        (f"{proposed}/lista.csv{other}", proposed / f"lista.csv{other}"),
        (f"{proposed}/~/a.csv", home / "a.csv"),
        (f"{proposed}//nada/{other}", other),
        (f"/{other}", other),
        ("~/a.csv", home / "a.csv"),
        (str(other), other),
        ("sub/a.csv", proposed / "sub" / "a.csv"),
        ("", proposed),
    ):
        assert path_typed(typed, proposed) == meant, typed


def test_a_slash_typed_twice_changes_nothing(home: Path) -> None:
    (home / "a.csv").touch()
    assert path_typed(f"{home}//a.csv", home) == home / "a.csv"
    assert path_typed(f"{home}//Descargas/b.csv", home) == home / "Descargas" / "b.csv"
    assert path_typed(f"{home}//b.csv", home) == home / "b.csv"
    assert path_typed("Descargas//b.csv", home) == home / "Descargas" / "b.csv"


def test_nothing_typed_raises(home: Path) -> None:
    for typed in ("~nadie-asi/x", "//", "/~/", "x" * 5_000, "//~nadie/x"):
        path_typed(typed, home)
