"""What happens to a row of a list of files, quotes or invoices, against what the office has.

Nothing is asked here: what rows name was looked up before, see ``operations_known``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.fields import clean_record, show_record
from aduanas_tui.domain.problems import Level, Problem, error, fix, warning
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.domain.states import CustomsFileState, next_states
from aduanas_tui.services import audit
from aduanas_tui.services.importing.judging import Judged, Placed, Settings
from aduanas_tui.services.importing.model import CREATE, ERROR, SKIP, UNCHANGED, UPDATE
from aduanas_tui.services.importing.operations_known import (
    ClientFacts,
    KnownOperation,
    Linked,
    Surroundings,
    number_key,
)
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.lists import OperationList
from aduanas_tui.services.operations.writing import plain, plain_pair

_OF_THE_CELL = ("blank_placeholder", "cell_date")
"""Warnings that tell of the file, also where the value in the end does not change."""
_SAVE_ANYWAY = "Si está bien, puede guardarlo así."


def place_operation(
    listed: OperationList,
    settings: Settings,
    row: Judged,
    around: Surroundings,
    twins: Sequence[int] = (),
    twins_differ: bool = True,
) -> Placed:
    """Say what happens to a row; ``twins`` are other rows of the file with its number."""
    known = around.numbers.get(row.verdict.values.get("number") or "")
    if known is None:
        placed = _new(listed, row, around)
    else:
        placed = _existing(listed, settings, row, known, around)
    if twins and (twins_differ or placed.base != UNCHANGED):
        placed.problems = (*placed.problems, _repeated(listed, twins))
        placed.action = ERROR
    return with_skip(settings, row, placed)


def with_skip(settings: Settings, row: Judged, placed: Placed) -> Placed:
    """Leave a row out when the operator said so, or when it sums up the list."""
    skip = row.number in settings.totals and not row.rtn
    if row.choice.skip is not None:
        skip = row.choice.skip
    if skip:
        placed.action, placed.skipped = SKIP, True
        if row.choice.skip is None:
            message = "Parece la fila de totales de la lista: se omite."
            placed.problems = (warning("number", "total_row", message),)
    return placed


def base_of(row: Judged) -> Placed:
    """Return a row as one that is new, before anything was looked up."""
    return Placed(
        number=row.number,
        action=CREATE,
        base=CREATE,
        skipped=False,
        rtn=row.rtn,
        sort_text="",
        problems=row.verdict.problems,
        values=plain(row.verdict.values),
        raw={
            key: row.verdict.raw.get(key, "")
            for key, value in row.verdict.values.items()
            if value is None and row.verdict.raw.get(key, "").strip()
        },
    )


def stamp(
    known: KnownOperation | None, client: ClientFacts, links: dict[str, int | None]
) -> list[Any]:
    """Return what a row was placed against: it is placed again when that changed meanwhile."""
    one = (known.id, known.version) if known is not None else (0, 0)
    return [*one, int(client.active), client.id, links]


def _new(listed: OperationList, row: Judged, around: Surroundings) -> Placed:
    placed = base_of(row)
    rtn = row.verdict.values.get("client") or ""
    problems = list(row.verdict.problems)
    client = around.clients.get(rtn)
    if rtn:
        problems += client_problems(rtn, client)
    links, found = resolve_links(listed, row.verdict.values, rtn, around)
    problems += found
    number = row.verdict.values.get("number") or ""
    alike = around.alike(number) if number else None
    if alike is not None:
        message = (
            f"Se parece {INFO[listed.kind].to_noun} {alike.values['number']} de "
            f"{quoted(alike.client.name)}. {_SAVE_ANYWAY}"
        )
        problems.append(warning("number", "number_similar", message))
    problems += _declared(row.verdict.values.get("declaration") or "", 0, around)
    placed.problems = tuple(problems)
    for key, linked in links.items():
        placed.values[key] = linked.number
    if has_errors(problems) or client is None:
        placed.action = placed.base = ERROR
    else:
        placed.stamp = stamp(None, client, {key: linked.id for key, linked in links.items()})
    return placed


def _declared(declaration: str, own_id: int, around: Surroundings) -> list[Problem]:
    """Warn about a declaration that another customs file has."""
    found = around.declarations.get(number_key(declaration), ()) if declaration else ()
    other = next((one for one in found if one.id != own_id), None)
    if other is None:
        return []
    message = (
        f"Esa declaración ya está en el expediente {other.number} de {quoted(other.client)}. "
        f"{_SAVE_ANYWAY}"
    )
    return [warning("declaration", "declaration_taken", message)]


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


# -- what exists -------------------------------------------------------------------------------


def _existing(
    listed: OperationList,
    settings: Settings,
    row: Judged,
    known: KnownOperation,
    around: Surroundings,
) -> Placed:
    placed = base_of(row)
    client = known.client
    rtn = row.verdict.values.get("client") or ""
    if rtn and rtn != client.rtn:
        info = INFO[listed.kind]
        message = (
            f"{info.noun.capitalize()} {known.values['number']} ya está registrad"
            f"{'a' if info.feminine else 'o'} a {quoted(client.name)} (RTN "
            f"{format_rtn(client.rtn)}): corrija el número o el RTN."
        )
        placed.problems = (*row.verdict.problems, error("number", "number_taken", message))
        placed.action = placed.base = ERROR
        return placed
    values, given, problems = _merged(listed, settings, row, known)
    typed = {key: values[key] for key in given if values[key] is not None or key not in placed.raw}
    linking = {kind.value: typed.get(kind.value) or "" for kind in listed.links}
    changed = {key for key, number in linking.items() if number and number != known.values[key]}
    links, found = resolve_links(listed, {key: linking[key] for key in changed}, client.rtn, around)
    for key, linked in links.items():
        typed[key] = placed.values[key] = linked.number
    changes = audit.differences(known.values, typed)
    if changes or has_errors([*problems, *found]):
        problems = _told([*problems, *found], set(changes))
        if "declaration" in changes:
            problems += _declared(typed["declaration"] or "", known.id, around)
        problems += _forbidden(listed, known, changes)
        if changes and not client.active:
            problems += client_problems(client.rtn, client)
    else:
        problems = []
    placed.problems = tuple(problems)
    placed.changes = {key: plain_pair(pair) for key, pair in changes.items()}
    placed.kept = plain({key: known.values[key] for key in listed.keys if key not in given})
    placed.values |= placed.kept
    ids = {key: links[key].id if key in links else None for key in linking if key in changes}
    placed.stamp = stamp(known, client, ids)
    if has_errors(problems):
        action = ERROR
    elif not changes:
        action = UNCHANGED
    else:
        action = UPDATE if (row.choice.if_exists or settings.if_exists) == "actualizar" else SKIP
    placed.action = placed.base = action
    return placed


def _merged(
    listed: OperationList, settings: Settings, row: Judged, known: KnownOperation
) -> tuple[dict[str, Any], list[str], list[Problem]]:
    """Return the values of a row together with what is stored, the keys it gives, its problems.

    Blank cells keep what is stored unless they are to erase it.
    """
    verdict = row.verdict
    required = {problem.field for problem in verdict.problems if problem.code == "required"}
    kept = ((verdict.blank | required) - settings.erase) | verdict.filled
    given = [key for key in listed.keys if key not in kept and key != "client"]
    raw = {**show_record(listed.fields, known.values)}
    raw |= {key: verdict.raw.get(key, "") for key in given}
    record = clean_record(listed.fields, raw)
    values = dict(record.values)
    # What cannot be mended in its cell has an error already, and is nothing for the rules.
    broken = {one.field for one in verdict.problems if one.level is Level.ERROR} & set(given)
    values |= dict.fromkeys(broken)
    said = {(one.field, one.code) for one in verdict.problems}
    found = [
        one
        for one in verdict.problems
        if one.field in given or (one.field == "client" and one.code != "required")
    ]
    found += [
        one
        for one in record.problems
        if (one.field, one.code) not in said and one.level is not Level.FIX and one.field in given
    ]
    return values, given, found


def _told(problems: Sequence[Problem], changed: set[str]) -> list[Problem]:
    """Leave out warnings about what stays as it is stored."""
    return [
        one
        for one in problems
        if one.level is not Level.WARNING or one.field in changed or one.code in _OF_THE_CELL
    ]


def _forbidden(
    listed: OperationList, known: KnownOperation, changes: audit.Changes
) -> list[Problem]:
    """Return an error for each change that its state, or what hangs on it, forbids."""
    if not changes:
        return []
    info = INFO[listed.kind]
    this = "Esta" if info.feminine else "Este"
    if _is_annulled(listed.kind, known):
        end = "anulada" if info.feminine else "anulado"
        message = f"{this} {info.one} está {end} y ya no se cambia: omita la fila."
        return [error("number", "annulled_frozen", message)]
    if listed.kind is Kind.CUSTOMS_FILE:
        return _forbidden_step(known, changes)
    if not known.hanging:
        return []
    frozen = {"currency": "la moneda", "total": "el total"}
    if listed.kind is Kind.QUOTE:
        code, why = "has_invoices", "Tiene facturas: anúlelas antes para cambiar"
        frozen["state"] = "el estado"
    else:
        code, why = "has_payments", "Tiene pagos: anúlelos antes para cambiar"
    problems = [
        error(key, code, f"{why} {name}.") for key, name in frozen.items() if key in changes
    ]
    for key in ("annulment_reason", "annulled_on"):
        if key in changes and not problems:
            problems.append(error(key, code, f"{why.removesuffix('cambiar')}anularla."))
    return problems


def _forbidden_step(known: KnownOperation, changes: audit.Changes) -> list[Problem]:
    """Return the error of annulling a customs file that was released; other steps are history."""
    _, to_state = changes.get("state", ("", ""))
    annuls = to_state == CustomsFileState.ANNULLED
    if not annuls or CustomsFileState.ANNULLED in next_states(known.values["state"]):
        return []
    message = "Este expediente ya tuvo levante y no se puede anular: corrija el estado."
    return [error("state", "annulled_released", message)]


def _is_annulled(kind: Kind, known: KnownOperation) -> bool:
    if kind is Kind.CUSTOMS_FILE:
        return bool(known.values["state"] == CustomsFileState.ANNULLED)
    return known.values["annulled_on"] is not None


def _repeated(listed: OperationList, twins: Sequence[int]) -> Problem:
    named = [f"{number:,}" for number in twins[:3]]
    more = " y otras" if len(twins) > len(named) else ""
    rows = " y ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 and not more else ""
    where = "la fila" if len(twins) == 1 else "las filas"
    message = (
        f"El mismo número está en {where} {rows or ', '.join(named) + more}: "
        "corrija uno u omita las que sobran."
    )
    return error("number", "number_repeated", message)


def has_errors(problems: Sequence[Problem]) -> bool:
    """Tell whether a row cannot be saved."""
    return any(problem.level is Level.ERROR for problem in problems)
