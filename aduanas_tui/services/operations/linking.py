"""What an operation points to: documents of the same client, named by their numbers."""

from __future__ import annotations

from typing import Any

from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.problems import Problem, error
from aduanas_tui.domain.states import QuoteState
from aduanas_tui.services.operations import records
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.store.models import Client


def resolve(
    kind: Kind, client_id: int, values: dict[str, Any], asked: set[str]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the records that the links among ``values`` name, by field key, and what is wrong.

    The numbers are written into ``values`` as the documents have them. Links in ``asked`` are new:
    they must not be annulled, and a quote must be accepted; the others only were so once.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for link in records.LINKS[kind]:
        key = link.value
        number = values[key]
        found[key] = None
        if not number:
            continue
        record, problem = _named(link, client_id, number)
        if record is not None and key in asked:
            problem = _unfit(link, record)
        if problem is not None:
            problems.append(problem)
            continue
        found[key] = record
        values[key] = record.number
    return found, problems


def _named(link: Kind, client_id: int, number: str) -> tuple[Any, Problem | None]:
    info = INFO[link]
    own = records.found_by_number(link, number, client_id)
    if len(own) == 1:
        return records.MODELS[link].get_by_id(own[0][0]), None
    if own:
        listed = ", ".join(one[2] for one in own[:4])
        message = f"{quoted(number)} puede ser {listed}: escriba el número con sus guiones."
        return None, error(link.value, "link_ambiguous", message)
    others = records.found_by_number(link, number)
    if others:
        name = quoted(Client.get_by_id(others[0][1]).name)
        message = (
            f"{info.noun.capitalize()} {others[0][2]} es de otro cliente, {name}: "
            f"elija {'una' if info.feminine else 'uno'} de este."
        )
        return None, error(link.value, "link_other_client", message)
    registered = "regístrela" if info.feminine else "regístrelo"
    message = f"No hay {info.one} {quoted(number)}: revise el número o {registered} primero."
    return None, error(link.value, "link_unknown", message)


def _unfit(link: Kind, record: Any) -> Problem | None:
    info = INFO[link]
    if records.is_annulled(link, record):
        other = "otra" if info.feminine else "otro"
        annulled = "anulada" if info.feminine else "anulado"
        message = f"{info.noun.capitalize()} {record.number} está {annulled}: elija {other}."
        return error(link.value, "link_annulled", message)
    if link is Kind.QUOTE and record.state != QuoteState.ACCEPTED:
        _, label = records.shown_state(link, record)
        message = f"La cotización {record.number} está {label.lower()}: acéptela antes."
        return error(link.value, "quote_not_accepted", message)
    return None
