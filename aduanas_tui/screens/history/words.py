"""How the filters of the history are written on one line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.content import Content

from aduanas_tui.domain.history_filters import POR_COBRAR, HistoryFilters
from aduanas_tui.domain.states import CustomsFileState, OperationType, PaymentState
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.titleline import cut

ALL_TYPES = "Todas"
ALL = "Todos"

TYPES: dict[str, str] = {
    ALL_TYPES: "",
    **{state.label: state.value for state in OperationType},
}
FILE_STATES: dict[str, str] = {
    ALL: "",
    **{state.label: state.value for state in CustomsFileState},
}
PAYMENT_STATES: dict[str, str] = {
    ALL: "",
    "Por cobrar": POR_COBRAR,
    **{state.label: state.value for state in PaymentState},
}
"""The options of each filter by their labels; *Todos* is blank."""

_Word = tuple[str, str, bool]
"""Label, value, whether it is set."""


def label_of(options: dict[str, str], value: str) -> str:
    """Return the label of a value among the options of a filter."""
    return next(label for label, held in options.items() if held == value)


def filter_line(filters: HistoryFilters, today: date, width: int) -> Content:
    """Return the filters in ``width`` cells: all of them, else only those set, shorter and shorter.

    What is set is bold.
    """
    since, until = filters.since, filters.until
    words: list[_Word] = [
        ("Desde", _day(since), since is not None),
        ("Hasta", "hoy" if until == today else _day(until), until is not None),
        ("Operación", label_of(TYPES, filters.operation_type), bool(filters.operation_type)),
        ("Expediente", label_of(FILE_STATES, filters.file_state), bool(filters.file_state)),
        ("Pago", label_of(PAYMENT_STATES, filters.payment_state), bool(filters.payment_state)),
    ]
    whole = _drawn(words, "  ")
    chosen = [word for word in words if word[2]] or words
    shorter = [(_SHORT.get(label, label), value, is_set) for label, value, is_set in chosen]
    bare = [("", _SHORT.get(value, value), is_set) for _, value, is_set in chosen]
    tries = (whole, _drawn(chosen, "  "), _drawn(shorter, " "), _drawn(bare, " "))
    for line in tries:
        if line.cell_length <= width:
            return line
    return cut(tries[-1], width)


_SHORT = {
    "Operación": "Op.",
    "Expediente": "Exp.",
    "Importación": "Import.",
    "Exportación": "Export.",
}


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%y}" if day else signs().none


def _drawn(words: Iterable[_Word], gap: str) -> Content:
    return Content(gap).join(
        [
            Content.assemble(f"{label} " if label else "", (value, "bold" if is_set else ""))
            for label, value, is_set in words
        ]
    )


def filter_words(filters: HistoryFilters) -> list[str]:
    """Return the filters that are set, in words, for dialogs."""
    words = []
    if filters.since:
        words.append(f"desde {filters.since:%d/%m/%Y}")
    if filters.until:
        words.append(f"hasta {filters.until:%d/%m/%Y}")
    if filters.operation_type:
        words.append(label_of(TYPES, filters.operation_type).lower())
    if filters.file_state:
        words.append(f"expediente {label_of(FILE_STATES, filters.file_state).lower()}")
    if filters.payment_state:
        words.append(f"pago {label_of(PAYMENT_STATES, filters.payment_state).lower()}")
    return words


def empty_words(kind: Kind, filters: HistoryFilters) -> tuple[str, ...]:
    """Return what to say, and what to do, when a part has no row."""
    info = INFO[kind]
    if filters.any_set:
        none = "Ninguna" if info.feminine else "Ningún"
        return (
            f"{none} {info.one} pasa los filtros.",
            "f cambia los filtros; Supr los quita.",
        )
    first = "la primera" if info.feminine else "el primero"
    return (f"Todavía no hay {info.many}: n registra {first}.",)
