"""Rules between the fields of a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.phone import clean_phone, second_phone, show_phone
from aduanas_tui.domain.problems import Problem, fix, warning
from aduanas_tui.domain.rtn import SAVE_ANYWAY, kind_of
from aduanas_tui.domain.states import PersonKind
from aduanas_tui.domain.territory import city_by_name
from aduanas_tui.domain.text import words


def kind_matches_rtn(
    values: dict[str, Any], _raw: Mapping[str, str], problems: list[Problem]
) -> None:
    """Warn when the fifth digit of the RTN tells another kind of person than was chosen."""
    rtn, kind = values["rtn"], values["kind"]
    told = kind_of(rtn) if rtn and kind else None
    if told and told != kind:
        label = PersonKind(told).label
        message = f"El quinto dígito del RTN ({rtn[4]}) es de {label}. {SAVE_ANYWAY}"
        problems.append(warning("kind", "rtn_kind", message))


def spell_city(values: dict[str, Any], _raw: Mapping[str, str], problems: list[Problem]) -> None:
    """Give a city of the department its proper spelling; any other city stays as typed."""
    city, department = values["city"], values["department"]
    proper = city_by_name(city, department) if city and department else None
    if not proper or proper == city:
        return
    values["city"] = proper
    if words(proper) != words(city):
        problems.append(fix("city", "city_spelling", f"{quoted(city)} se escribió {proper}."))


def move_second_phone(
    values: dict[str, Any], raw: Mapping[str, str], problems: list[Problem]
) -> None:
    """Put the second of two phones in one cell where it belongs, when that field is free."""
    place = next((at for at, one in enumerate(problems) if _is_left_over(one)), None)
    if place is None or (raw.get("phone2") or "").strip():
        return
    second = clean_phone("phone2", second_phone(raw["phone"]))
    if not second.value:
        return
    values["phone2"] = second.value
    note = f"Había dos teléfonos: {show_phone(second.value)} pasó a Teléfono secundario."
    problems[place] = fix("phone", "phone_split", note)
    problems.extend(second.problems)


def _is_left_over(problem: Problem) -> bool:
    return problem.field == "phone" and problem.code == "phone_several"
