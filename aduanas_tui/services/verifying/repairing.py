"""Making anew what follows from what was typed, in one transaction; nothing typed is touched."""

from __future__ import annotations

from typing import Any

from aduanas_tui.services import audit
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.roles import Right, require
from aduanas_tui.services.verifying.checking import verify
from aduanas_tui.services.verifying.model import FILE, Progress, Report
from aduanas_tui.store import derived, rebuilding
from aduanas_tui.store.bulk_update import finish_tidying, large_write
from aduanas_tui.store.connection import write_transaction

_FOLLOWING = ("contadores", "textos", "orden", "indice_busqueda")
"""Each of these changes what comes after it."""


def repair(operator: str, progress: Progress | None = None) -> tuple[Report, Report]:
    """Verify the open database, mend what can be, and verify it again.

    Returns the reports of before and after; the second is the first when nothing was mended.
    While something is being mended nobody else can save.

    Raises:
        NotAllowedError: the role of the operator does not allow it.
        ServiceError: the file is damaged, so that writing would make it worse.

    """
    require(operator, Right.WRITE)
    before = verify(progress)
    if not before.is_readable:
        raise ServiceError(next(one.fault for one in before.checks if one.fault))
    if not any(one.repairable for one in before.faults):
        return before, before
    tell = progress or (lambda _what, _percent: None)
    with large_write(), write_transaction(f"{operator} está reparando la base"):
        require(operator, Right.WRITE)
        _mend(before, tell)
        mended = ", ".join(one.label for one in before.faults if one.repairable)
        audit.record(operator, "repair", "office", 0, 0, mended, {})
    finish_tidying()
    return before, verify(progress)


def _mend(before: Report, tell: Progress) -> None:
    """Mend what is wrong; what others wrote since it was looked at is looked at again."""
    faults: dict[str, tuple[Any, ...]] = {
        one.name: one.details for one in before.faults if one.repairable
    }
    tell("Reparando", None)
    parts = faults.get("esquema", ())
    rebuilding.make_parts(part for part in parts if part.kind == "table")
    if FILE in faults:
        rebuilding.make_indexes()
    if "pagado" in faults:
        rebuilding.sum_payments(derived.wrongly_paid())
    if faults.keys() & set(_FOLLOWING):
        rebuilding.recount(derived.wrong_counters())
        changed = rebuilding.make_texts(lambda _done: tell("Reparando textos de búsqueda", None))
        unordered = derived.misplaced()
        if unordered:
            tell("Reparando el orden de la lista", None)
            rebuilding.make_ranks()
        if changed or unordered or "indice_busqueda" in faults:
            tell("Reparando el índice de búsqueda", None)
            rebuilding.make_search_index()
    # An index that allows no equals can be made only when there are none any more.
    rebuilding.make_parts(part for part in parts if part.kind != "table")
