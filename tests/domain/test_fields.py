from __future__ import annotations

import pytest

from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.fields import (
    CleanRecord,
    Field,
    FieldTable,
    clean_field,
    clean_record,
    field,
    text_cleaner,
)
from aduanas_tui.domain.problems import Level, Problem, error, fix, warning

NAME = Field(key="name", label="Nombre", column="nombre", required=True, max_length=10,
             clean=text_cleaner("name", 10))  # fmt: skip
NOTES = Field(key="notes", label="Notas", column="notas", max_length=30, multiline=True,
              clean=text_cleaner("notes", 30, multiline=True))  # fmt: skip
TABLE = FieldTable((NAME, NOTES))


def test_levels_have_stable_words() -> None:
    assert [level.value for level in Level] == ["error", "aviso", "correccion"]


def test_a_field_is_found_by_key() -> None:
    assert field(TABLE, "notes") is NOTES
    with pytest.raises(KeyError):
        field(TABLE, "other")


def test_a_record_sorts_its_problems() -> None:
    problems = (error("a", "x", "."), warning("b", "y", "."), fix("a", "z", "."))
    record = CleanRecord({}, problems)
    assert record.errors == problems[:1]
    assert record.warnings == problems[1:2]
    assert record.fixes == problems[2:]
    assert record.for_field("a") == (problems[0], problems[2])


def test_a_missing_required_field_without_own_sentence() -> None:
    assert clean_field(NAME, " ").problems == (
        Problem("name", Level.ERROR, "required", "Falta Nombre: es obligatorio."),
    )


def test_a_text_too_long_is_an_error_that_names_length_and_limit() -> None:
    record = clean_record(TABLE, {"name": "x" * 1234})
    assert record.values["name"] is None
    assert [one.code for one in record.problems] == ["too_long"]
    assert record.problems[0].message == "Tiene 1,234 caracteres y caben 10: acórtelo."


def test_blanks_are_collapsed_in_silence() -> None:
    record = clean_record(TABLE, {"name": "  a \t b\n", "notes": " a  b \n\n\n\n c\r\nd "})
    assert record.values == {"name": "a b", "notes": "a b\n\nc\nd"}
    assert record.problems == ()


@pytest.mark.parametrize(
    ("raw", "value", "part"),
    [
        ("a\x1b[31mb", "a[31mb", "(U+001B)"),
        ("a\u202eb", "ab", "(U+202E)"),
        ("a_x001B_b", "ab", "códigos"),
        ("e\u0301\u0301\u0301\u0301", "é\u0301\u0301", "marcas"),
    ],
)
def test_what_is_dropped_is_listed(raw: str, value: str, part: str) -> None:
    cleaned = NAME.clean(raw)
    assert cleaned.value == value
    assert [one.code for one in cleaned.problems] == ["characters_removed"]
    assert part in cleaned.problems[0].message


def test_a_text_of_nothing_but_controls_is_missing() -> None:
    codes = [one.code for one in clean_field(NAME, "\x1b\x00").problems]
    assert codes == ["characters_removed", "required"]


def test_composing_accents_is_no_fix() -> None:
    assert NAME.clean("Jose\u0301").value == "José"
    assert NAME.clean("Jose\u0301").problems == ()


def test_rules_may_complete_values_and_add_problems() -> None:
    def rule(values: dict[str, object], raw: object, problems: list[Problem]) -> None:
        values["notes"] = "añadida"
        problems.append(fix("notes", "added", "Se añadió."))

    record = clean_record(FieldTable((NAME, NOTES), rules=(rule,)), {"name": "x"})
    assert record.values["notes"] == "añadida"
    assert [one.code for one in record.fixes] == ["added"]


def test_quoted_text_is_short_and_safe() -> None:
    assert quoted("\x1ba") == "«a»"
    assert quoted("x" * 100) == f"«{'x' * 39}…»"
    assert quoted("x" * 40) == f"«{'x' * 40}»"
