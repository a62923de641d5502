"""Looking at everything of the open database, as it is at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from peewee import DatabaseError

from aduanas_tui.domain.text import clean_line
from aduanas_tui.services.verifying.model import FILE, Check, Progress, Report
from aduanas_tui.store import derived, rebuilding, soundness
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.slots_truth import bits_are_true
from aduanas_tui.store.watching import watched

_REPAIR = "arréglelo con aduanas verificar --reparar."
_RESTORE = "restaure un respaldo con aduanas restaurar."
_TELL = "avise a quien mantiene el programa."
_NAMED = 5

_TABLES = {
    "client": "clientes",
    "contact": "contactos",
    "customs_file": "expedientes",
    "quote": "cotizaciones",
    "invoice": "facturas",
    "payment": "pagos",
}


def verify(progress: Progress | None = None) -> Report:
    """Check the open database; nobody waits for it, and it may take minutes when it is large.

    What ``progress`` raises ends it.
    """
    tell = progress or _say_nothing
    with soundness.one_moment():
        found = []
        for number, (name, label, look) in enumerate(CHECKS):
            found.append(_checked(name, label, look, tell))
            if number == 0 and found[0].fault and not found[0].repairable:
                break  # every other would only stumble over the same pages
    return Report(tuple(found))


def _checked(name: str, label: str, look: Look, tell: Progress) -> Check:
    tell(label, None)
    share = _Share(label, tell)
    try:
        with watched(database.connection(), lambda: tell(label, share.percent)):
            fault, repairable, details = look(share)
    except (sqlite3.DatabaseError, DatabaseError) as error:
        if "interrupted" in str(error):
            raise
        what = "El archivo está dañado" if name == FILE else "No se puede leer parte de la base"
        return Check(name, label, f"{what}; {_RESTORE}")
    return Check(name, label, fault, repairable, tuple(details))


class _Share:
    """How much of the clients a check has seen."""

    def __init__(self, label: str, tell: Progress) -> None:
        self._label = label
        self._tell = tell
        self._total = 0
        self.percent: int | None = None

    def __call__(self, done: int) -> None:
        if not self._total:
            ((count,),) = rows("SELECT max(1, count(*)) FROM client")
            self._total = int(count)
        self.percent = min(100, 100 * done // self._total) if done else None
        self._tell(self._label, self.percent)


Found = tuple[str, bool, Sequence[object]]
"""The fault, whether it can be repaired, and what that needs to know."""

Look = Callable[[_Share], Found]

GOOD: Found = "", False, ()


def _pages(_share: _Share) -> Found:
    faults = soundness.page_faults()
    if faults is None:
        return GOOD
    if faults.only_indexes:
        return f"Hay índices que no coinciden con sus tablas; {_REPAIR}", True, ()
    return f"El archivo está dañado; {_RESTORE}", False, ()


def _schema(_share: _Share) -> Found:
    parts = soundness.schema_parts()
    if not parts:
        return GOOD
    names = _listed([part.name for part in parts])
    if all(map(rebuilding.can_be_made, parts)):
        equal = [part.name for part in parts if rebuilding.has_equals(part)]
        if equal:
            text = (
                f"Hay registros repetidos donde no puede haberlos ({_listed(equal)}); "
                f"corríjalos y revise otra vez, o {_RESTORE}"
            )
            return text, False, ()
        return f"Faltan partes del esquema o son distintas ({names}); {_REPAIR}", True, parts
    if any(part.is_missing and not rebuilding.can_be_made(part) for part in parts):
        return f"Faltan tablas del esquema ({names}); {_RESTORE}", False, ()
    return f"Hay tablas que no son las de este programa ({names}); {_TELL}", False, ()


def _relations(_share: _Share) -> Found:
    found = [
        f"{count:,} {_TABLES.get(table, table)} sin {_TABLES.get(parent, parent)}"
        for (table, parent), count in soundness.dangling_rows().items()
    ]
    if not found:
        return GOOD
    return f"Hay datos cuyo registro ya no existe ({_listed(found)}); {_RESTORE}", False, ()


def _owners(_share: _Share) -> Found:
    found = derived.strayed()
    if not found:
        return GOOD
    names = _names_of([client_id for _, _, client_id in found])
    text = (
        f"Documentos que apuntan a los de otro cliente: {len(found):,}; corrija sus enlaces en el "
        f"historial de {names}."
    )
    return text, False, ()


def _primaries(_share: _Share) -> Found:
    found = derived.without_primary()
    if not found:
        return GOOD
    names = _listed([f"«{clean_line(name, 60)}»" for _, name in found])
    text = (
        f"Clientes sin contacto principal, o con varios: {len(found):,}; elíjalo con p en los "
        f"contactos de {names}."
    )
    return text, False, ()


def _counters(_share: _Share) -> Found:
    found = derived.wrong_counters()
    if not found:
        return GOOD
    text = f"Clientes con sus operaciones mal contadas: {len(found):,}; {_REPAIR}"
    return text, True, found


def _paid(_share: _Share) -> Found:
    found = derived.wrongly_paid()
    if not found:
        return GOOD
    return f"Facturas con lo pagado mal sumado: {len(found):,}; {_REPAIR}", True, found


def _texts(share: _Share) -> Found:
    found = sum(1 for _ in derived.stale_texts(share))
    if not found:
        return GOOD
    return f"Clientes que no se buscan por lo que dicen sus datos: {found:,}; {_REPAIR}", True, ()


def _order(_share: _Share) -> Found:
    found = derived.misplaced()
    if not found:
        return GOOD
    return f"Clientes fuera de su lugar en la lista: {found:,}; {_REPAIR}", True, ()


def _index(share: _Share) -> Found:
    try:
        is_true = derived.index_is_true(share) and bits_are_true(share)
    except (sqlite3.DatabaseError, DatabaseError) as error:
        if "interrupted" in str(error):
            raise
        is_true = False  # what it consists of cannot be read; it is made anew from the texts
    if is_true:
        return GOOD
    return f"La búsqueda no encuentra lo que debe; {_REPAIR}", True, ()


CHECKS: tuple[tuple[str, str, Look], ...] = (
    (FILE, "Archivo", _pages),
    ("esquema", "Esquema", _schema),
    ("relaciones", "Relaciones", _relations),
    ("enlaces", "Enlaces entre documentos", _owners),
    ("contactos", "Contactos principales", _primaries),
    ("contadores", "Operaciones de cada cliente", _counters),
    ("pagado", "Pagado de cada factura", _paid),
    ("textos", "Textos de búsqueda", _texts),
    ("orden", "Orden de la lista", _order),
    ("indice_busqueda", "Índice de búsqueda", _index),
)
"""What is looked at, in an order in which each may count on those before."""


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - _NAMED
    return ", ".join(texts[:_NAMED]) + (f" y {more:,} más" if more > 0 else "")


def _names_of(client_ids: Sequence[int]) -> str:
    wanted = list(dict.fromkeys(client_ids))[:_NAMED]
    places = ", ".join("?" * len(wanted))
    found = rows(f"SELECT name FROM client WHERE id IN ({places}) ORDER BY id", wanted)
    return _listed([f"«{clean_line(name, 60)}»" for (name,) in found])


def _say_nothing(_what: str, _percent: int | None) -> None:
    """Ignore how far it is."""
