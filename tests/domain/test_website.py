from __future__ import annotations

import pytest

from aduanas_tui.domain.problems import Level
from aduanas_tui.domain.website import clean_website


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("https://www.empresa.hn", "https://www.empresa.hn"),
        ("http://empresa.hn/a?b=c#d", "http://empresa.hn/a?b=c#d"),
        ("HTTPS://WWW.Empresa.HN/Ruta", "https://www.empresa.hn/Ruta"),
        ("https://café.hn:8080", "https://café.hn:8080"),
        ("", ""),
    ],
)
def test_good_sites(raw: str, value: str) -> None:
    cleaned = clean_website("website", raw)
    assert cleaned.value == value
    assert cleaned.problems == ()


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("www.empresa.hn", "https://www.empresa.hn"),
        ("Empresa.HN/a", "https://empresa.hn/a"),
        ("//empresa.hn", "https://empresa.hn"),
        ("empresa.hn:8080/x", "https://empresa.hn:8080/x"),
    ],
)
def test_the_scheme_is_added_and_listed(raw: str, value: str) -> None:
    cleaned = clean_website("website", raw)
    assert cleaned.value == value
    assert [(one.code, one.level) for one in cleaned.problems] == [("website_scheme", Level.FIX)]


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("www.empresa.hn www.otra.hn", "espacios"),
        ("empresa", "no es un sitio web"),
        ("https://", "no es un sitio web"),
        ("İx.hn", "no es un sitio web"),
        ("https://localhost", "no es un sitio web"),
        ("https://-empresa.hn", "no es un sitio web"),
        ("https://192.168.0.1", "no es un sitio web"),
        ("ftp://empresa.hn", "http://"),
        ("javascript:alert(1)", "http://"),
        ("ventas@empresa.hn", "correo"),
        ("https://user:clave@empresa.hn", "correo"),
    ],
)
def test_faults_say_what_is_wrong(raw: str, part: str) -> None:
    cleaned = clean_website("website", raw)
    assert cleaned.value is None
    assert [one.code for one in cleaned.problems] == ["website_invalid"]
    assert part in cleaned.problems[0].message


def test_too_long_is_an_error() -> None:
    raw = "https://empresa.hn/" + "a" * 200
    assert [one.code for one in clean_website("website", raw).problems] == ["too_long"]
