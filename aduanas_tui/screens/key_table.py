"""What the settings file can change, as a table that is read without loading every screen.

``data/teclas.json`` is made from the commands of the places by ``python -m tests.readme``, and a
test compares them. Only a settings file with keys needs it: to import all places takes longer than
the rest of checking it a dozen times over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent.parent / "data" / "teclas.json"


@dataclass(frozen=True, slots=True)
class KeyCommand:
    """A command with its usual keys."""

    id: str
    word: str
    """Its name in the settings file."""
    keys: tuple[str, ...]
    full_name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, a part of one, or the program: what acts there."""

    id: str
    name: str
    """As the settings file calls it; several may share one."""
    letters_type: bool
    digits_search: bool
    inside: tuple[str, ...]
    """Ids of the screens that it is a part of: their keys act together."""
    commands: tuple[KeyCommand, ...]


def places() -> tuple[Place, ...]:
    """Return all places, the program itself first."""
    return tuple(
        Place(
            one["id"],
            one["lugar"],
            one["letras"],
            one["cifras"],
            tuple(one["dentro"]),
            tuple(
                KeyCommand(its_id, word, tuple(keys), name)
                for its_id, word, keys, name in one["comandos"]
            ),
        )
        for one in json.loads(TABLE.read_text(encoding="utf-8"))
    )


def written(table: tuple[Place, ...]) -> str:
    """Return the text of the file for some places."""
    entries = [
        {
            "id": one.id,
            "lugar": one.name,
            "letras": one.letters_type,
            "cifras": one.digits_search,
            "dentro": one.inside,
            "comandos": [[its.id, its.word, its.keys, its.full_name] for its in one.commands],
        }
        for one in table
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"[\n{lines}\n]\n"
