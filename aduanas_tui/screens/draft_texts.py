"""How drafts are told of: the line that offers one, the rows of a list, what one would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from aduanas_tui.domain.dates import ago
from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.services.drafts import Draft
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit
from aduanas_tui.widgets.picklist import PickItem

_OTHER_ROWS = 8
"""Rows of the dialog of a draft besides its fields: frame, title, when, what a mark means, keys."""

_WIDTH_OF_DIALOG = 0.84
"""Of the terminal's columns, for a line of text."""

_TEXT_WIDTH = 22
_LEAST_TEXT = 8
"""Cells of a value, however narrow the terminal."""

_KNOWN_PART = 8
"""Characters shown before the first one that differs."""

_TITLE_WIDTH = 44

_MOST_TYPED = 10
"""Fields listed of a draft whose form is gone."""


def offer_words(drafts: Sequence[Draft], key: str) -> str:
    """Return the line of a form that has drafts, which ``key`` shows; blank without any."""
    if not drafts:
        return ""
    if len(drafts) == 1:
        draft = drafts[0]
        when = ago(draft.saved_at)
        what = f"Borrador sin guardar ({when}, {_fields(draft)}): {key} lo muestra."
    else:
        what = f"{len(drafts):,} borradores sin guardar de este formulario: {key} los muestra."
    return f"{signs().warning} {what}"


def same_words(draft: Draft) -> str:
    """Return what is said when the operator has the same form open in another session."""
    return (
        f"Usted tiene este formulario abierto en otra sesión, con cambios sin guardar "
        f"({ago(draft.saved_at)}). Lo que escriba aquí se guarda aparte."
    )


def draft_items(drafts: Sequence[Draft]) -> list[PickItem]:
    """Return the rows of a list to pick a draft from: where it was typed, and when."""
    return [
        PickItem(draft.id, fit(draft.title, _TITLE_WIDTH).rstrip(), ago(draft.saved_at))
        for draft in drafts
    ]


def difference_lines(
    fields: FieldTable,
    shown: Mapping[str, str],
    stored: Mapping[str, str],
    draft: Draft,
    size: tuple[int, int],
    title: str,
) -> list[str]:
    """Return when a draft was typed, and what it would change in a form that shows ``shown``.

    A field that somebody changed after it was typed over is marked. ``size`` is that of the
    terminal (columns, rows): each field takes one row, and those that do not fit are counted.
    """
    columns, rows = size
    lines, marked = [], False
    for item in fields:
        text = draft.typed.get(item.key)
        now = shown.get(item.key)
        if text is None or now is None or text == now:
            continue
        is_other = stored.get(item.key) not in (text, draft.original.get(item.key))
        marked = marked or is_other
        label = f"{signs().warning if is_other else ''} {item.label}: ".lstrip()
        room = int(columns * _WIDTH_OF_DIALOG) - cell_len(label)
        if now or draft.target_id:
            between = f" {signs().becomes} "
            width = max(_LEAST_TEXT, (room - len(between)) // 2)
            start = _where_they_differ(now, text, width)
            pair = (short_text(now, start, width), short_text(text, start, width))
            lines.append(label + between.join(pair))
        else:
            lines.append(label + short_text(text, width=max(_LEAST_TEXT, room)))
    most = max(1, rows - _OTHER_ROWS)
    if len(lines) > most:
        lines[most - 1 :] = [f"y {len(lines) - most + 1} campos más"]
    if not lines:
        lines = ["Dice lo mismo que el formulario."]
    if marked:
        lines.append(f"{signs().warning} Cambió después de que usted lo escribió.")
    return [when_line(draft, title, columns), *lines]


def when_line(draft: Draft, title: str, columns: int) -> str:
    """Return when a draft was typed, and where if that is not what the form is called: ``title``.

    The record was renamed, or after restoring a backup another one has its number.
    """
    when = f"Lo escribió {ago(draft.saved_at)}"
    if draft.title == title:
        return f"{when}."
    line = f"{signs().warning} {when}, en "
    room = max(_LEAST_TEXT, int(columns * _WIDTH_OF_DIALOG) - cell_len(line))
    _, _, place = draft.title.partition(" › ")
    return line + short_text(place or draft.title, width=room)


def typed_lines(labels: Mapping[str, str], draft: Draft) -> list[str]:
    """Return what a draft says, for when its form cannot be opened any more."""
    return [
        f"{labels.get(key, key)}: {short_text(text, width=2 * _TEXT_WIDTH)}"
        for key, text in list(draft.typed.items())[:_MOST_TYPED]
        if text
    ]


def _fields(draft: Draft) -> str:
    number = len(draft.typed)
    return "1 campo" if number == 1 else f"{number} campos"


def _where_they_differ(one: str, other: str, width: int) -> int:
    """Return from which character on two texts are worth showing in ``width`` cells."""
    pairs = enumerate(zip(one, other, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    is_long = max(cell_len(one), cell_len(other)) > width
    return same - _KNOWN_PART if is_long and same > _KNOWN_PART else 0


def short_text(text: str, start: int = 0, width: int = _TEXT_WIDTH) -> str:
    """Return a text in one line of so many cells at most, from one of its characters on."""
    line = " ".join(text[start:].split())
    if start:
        line = f"{signs().more}{line}"
    return fit(line, min(width, cell_len(line))) if line else "nada"
