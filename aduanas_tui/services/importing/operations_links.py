"""Whom a row of operations is for, and what it points to: found, and of the same client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.problems import Level, Problem, error, fix, warning
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.services.importing.operations_known import (
    ClientFacts,
    Linked,
    Surroundings,
    number_key,
)
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.lists import OperationList

SAVE_ANYWAY = "Si está bien, puede guardarlo así."


def client_problems(rtn: str, client: ClientFacts | None) -> list[Problem]:
    """Return what forbids to record an operation of the client with an RTN."""
    if client is None:
        message = (
            f"No hay ningún cliente con RTN {format_rtn(rtn)}: corríjalo, regístrelo, o importe "
            "antes la lista de clientes."
        )
        return [error("client", "client_unknown", message)]
    if not client.active:
        message = f"{quoted(client.name)} está inactivo: reactívelo en su ficha, u omita la fila."
        return [error("client", "client_inactive", message)]
    return []


def resolve_links(
    listed: OperationList, values: dict[str, Any], rtn: str, around: Surroundings
) -> tuple[dict[str, Linked], list[Problem]]:
    """Return the documents that a row points to, by field key, and what is wrong with that."""
    links: dict[str, Linked] = {}
    problems: list[Problem] = []
    for kind in listed.links:
        key, number = kind.value, values.get(kind.value) or ""
        if not number:
            continue
        found = around.linked(kind, number, rtn)
        problem = _unfit(kind, number, rtn, found)
        if problem is not None:
            problems.append(problem)
            continue
        links[key] = found[0]
        if found[0].number != number:
            note = f"{quoted(number)} se entendió como {found[0].number}."
            problems.append(fix(key, "link_understood", note))
    return links, problems


def _unfit(kind: Kind, number: str, rtn: str, found: Sequence[Linked]) -> Problem | None:
    info = INFO[kind]
    if not found:
        registered = "regístrela" if info.feminine else "regístrelo"
        message = (
            f"No hay {info.one} {quoted(number)}: revise el número, {registered}, o importe "
            f"antes la lista de {info.many}."
        )
        return error(kind.value, "link_unknown", message)
    one = found[0]
    if rtn and one.client.rtn != rtn:
        message = (
            f"{info.noun.capitalize()} {one.number} es de otro cliente, "
            f"{quoted(one.client.name)} (RTN {format_rtn(one.client.rtn)}): corrija uno de los dos."
        )
        return error(kind.value, "link_other_client", message)
    if len(found) > 1:
        alike = ", ".join(each.number for each in found[:4])
        message = f"{quoted(number)} puede ser {alike}: escriba el número con sus guiones."
        return error(kind.value, "link_ambiguous", message)
    return None


def declared_elsewhere(declaration: str, own_id: int, around: Surroundings) -> list[Problem]:
    """Warn about a declaration that another customs file has."""
    found = around.declarations.get(number_key(declaration), ()) if declaration else ()
    other = next((one for one in found if one.id != own_id), None)
    if other is None:
        return []
    message = (
        f"Esa declaración ya está en el expediente {other.number} de {quoted(other.client)}. "
        f"{SAVE_ANYWAY}"
    )
    return [warning("declaration", "declaration_taken", message)]


def has_errors(problems: Sequence[Problem]) -> bool:
    """Tell whether a row cannot be saved."""
    return any(problem.level is Level.ERROR for problem in problems)
