"""What happens to a row of a list of files, quotes or invoices, against what the office has.

Nothing is asked here: what rows name was looked up before, see ``operations_known``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.problems import Problem, error, warning
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.services import audit
from aduanas_tui.services.importing.judging import Judged, Placed, Settings, with_hidden
from aduanas_tui.services.importing.model import CREATE, ERROR, SKIP, UNCHANGED, UPDATE
from aduanas_tui.services.importing.operations_known import (
    ClientFacts,
    KnownOperation,
    Surroundings,
)
from aduanas_tui.services.importing.operations_links import (
    SAVE_ANYWAY,
    client_problems,
    declared_elsewhere,
    has_errors,
    resolve_links,
)
from aduanas_tui.services.importing.operations_merging import forbidden, merged, told
from aduanas_tui.services.operations.kinds import INFO
from aduanas_tui.services.operations.lists import OperationList
from aduanas_tui.services.operations.writing import plain, plain_pair


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
    return with_hidden(settings, placed, "number")


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
            f"{quoted(alike.client.name)}. {SAVE_ANYWAY}"
        )
        problems.append(warning("number", "number_similar", message))
    problems += declared_elsewhere(row.verdict.values.get("declaration") or "", 0, around)
    placed.problems = tuple(problems)
    for key, linked in links.items():
        placed.values[key] = linked.number
    if has_errors(problems) or client is None:
        placed.action = placed.base = ERROR
    else:
        placed.stamp = stamp(None, client, {key: linked.id for key, linked in links.items()})
    return placed


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
    values, given, problems = merged(listed, settings, row, known)
    typed = {key: values[key] for key in given if values[key] is not None or key not in placed.raw}
    linking = {kind.value: typed.get(kind.value) or "" for kind in listed.links}
    changed = {key for key, number in linking.items() if number and number != known.values[key]}
    links, found = resolve_links(listed, {key: linking[key] for key in changed}, client.rtn, around)
    for key, linked in links.items():
        typed[key] = placed.values[key] = linked.number
    changes = audit.differences(known.values, typed)
    if changes or has_errors([*problems, *found]):
        problems = told([*problems, *found], set(changes))
        if "declaration" in changes:
            problems += declared_elsewhere(typed["declaration"] or "", known.id, around)
        problems += forbidden(listed, known, changes)
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
