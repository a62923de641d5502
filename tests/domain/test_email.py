from __future__ import annotations

import subprocess
import sys

import pytest

from aduanas_tui.domain.email import clean_email
from aduanas_tui.domain.problems import Level


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("ventas@empresa.hn", "ventas@empresa.hn"),
        (" Ventas@EMPRESA.HN ", "Ventas@empresa.hn"),
        ("a.b+c_d-e@sub.empresa-uno.com.hn", "a.b+c_d-e@sub.empresa-uno.com.hn"),
        ("ñandú@correo.hn", "ñandú@correo.hn"),
        ("ventas@ñandú.HN", "ventas@ñandú.hn"),
        ("o'neil@empresa.hn", "o'neil@empresa.hn"),
        ("x@empresa.test", "x@empresa.test"),
    ],
)
def test_good_addresses(raw: str, value: str) -> None:
    cleaned = clean_email("email", raw)
    assert cleaned.value == value
    assert cleaned.problems == ()


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("ventas empresa.hn", "espacios"),
        ("ventas @empresa.hn", "espacios"),
        ("ventas.empresa.hn", "arroba"),
        ("a@b@empresa.hn", "una sola arroba"),
        ("@empresa.hn", "antes de la arroba"),
        ("ventas@", "después de la arroba"),
        ("ventas@empresa", "terminación"),
        ("ventas@empresa..hn", "puntos seguidos"),
        ("ventas@192.168.0.1", "no es válido"),
        ("ventas@-empresa.hn", "no es un correo válido"),
        ("a.@empresa.hn", "no es un correo válido"),
        ("a(b)@empresa.hn", "no es un correo válido"),
        ("a@xn--.hn", "no es un correo válido"),
    ],
)
def test_faults_say_what_is_wrong(raw: str, part: str) -> None:
    cleaned = clean_email("email", raw)
    assert cleaned.value is None
    assert [(one.code, one.level) for one in cleaned.problems] == [("email_invalid", Level.ERROR)]
    assert part in cleaned.problems[0].message


@pytest.mark.parametrize(
    "raw",
    [
        "a@empresa.hn; b@empresa.hn",
        "a@empresa.hn,b@empresa.hn",
        "a@empresa.hn / b@empresa.hn",
        "a@empresa.hn b@empresa.hn",
    ],
)
def test_several_addresses_are_an_error(raw: str) -> None:
    cleaned = clean_email("email", raw)
    assert cleaned.value is None
    assert [one.code for one in cleaned.problems] == ["email_several"]


@pytest.mark.parametrize(
    "raw",
    [
        "Ventas <ventas@empresa.hn>",
        "mailto:ventas@empresa.hn",
        "ventas@empresa.hn;",
        "<ventas@empresa.hn>",
        "ventas@empresa.hn.",
    ],
)
def test_what_surrounds_an_address_is_dropped_and_listed(raw: str) -> None:
    cleaned = clean_email("email", raw)
    assert cleaned.value == "ventas@empresa.hn"
    assert [(one.code, one.level) for one in cleaned.problems] == [("email_bare", Level.FIX)]


def test_too_long_is_an_error() -> None:
    raw = "a@" + "b." * 200 + "hn"
    assert [one.code for one in clean_email("email", raw).problems] == ["too_long"]


def test_a_long_local_part_is_judged_by_the_library() -> None:
    assert clean_email("email", "a" * 64 + "@empresa.hn").value == "a" * 64 + "@empresa.hn"


def test_placeholders_are_blank() -> None:
    assert clean_email("email", "no tiene").value == ""
    assert clean_email("email", "").problems == ()


def test_plain_addresses_need_no_library() -> None:
    code = (
        "import sys; from aduanas_tui.domain.email import clean_email;"
        "[clean_email('email', raw) for raw in ('a@B.hn', ' a@b.hn ', 'a@b', 'n/a')];"
        "assert 'email_validator' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
