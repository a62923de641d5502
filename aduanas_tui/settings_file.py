"""The settings file: keys that an operator wants otherwise, and how the terminal is drawn on.

It is ``aduanas/ajustes.toml`` among the user's settings, or where ``ADUANAS_AJUSTES`` says.
Whatever is wrong in it is told with its line and left out; the program opens with the rest.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aduanas_tui.terminal.capabilities import (
    ASCII_SIGNS,
    COLOURS,
    LINEAR,
    PAINTING,
    SYNCHRONIZED,
    TerminalSettingError,
    terminal_from,
)

if TYPE_CHECKING:
    from aduanas_tui.widgets.keymap import KeyEntry

SETTINGS: Final = "ADUANAS_AJUSTES"
"""Path of the settings file."""

KEYS_TABLE: Final = "teclas"
TERMINAL_TABLE: Final = "terminal"

VARIABLES: Final[Mapping[str, str]] = {
    "ascii": ASCII_SIGNS,
    "lineal": LINEAR,
    "pintado": PAINTING,
    "colores": COLOURS,
    "sincronizado": SYNCHRONIZED,
}
"""What ``[terminal]`` can say, and the variable that means the same and counts more."""

_LARGEST: Final = 200_000
"""Bytes of a file that is read; a longer one is none of ours."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the file."""

    line: int
    """From 1; 0: of the file as a whole."""
    text: str
    """One Spanish sentence without the final full stop."""

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.text if self.text.endswith("?") else f"{self.text}."


@dataclass(slots=True)
class FileSettings:
    """What a settings file says."""

    path: Path
    variables: dict[str, str] = field(default_factory=dict)
    keys: list[KeyEntry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def told(self, fault: Fault) -> str:
        """Return the whole sentence about something wrong."""
        line = f", línea {fault.line}" if fault.line else ""
        return f"Ajustes «{self.path}»{line}: {fault.sentence}"


def settings_path(env: Mapping[str, str]) -> Path:
    """Return where the settings file is, or would be."""
    if said := env.get(SETTINGS, "").strip():
        return Path(os.path.expanduser(said))  # noqa: PTH111 - nobody's ~ must not raise
    base = env.get("XDG_CONFIG_HOME", "").strip()
    if not base.startswith("/"):
        base = os.path.expanduser("~/.config")  # noqa: PTH111
    return Path(base) / "aduanas" / "ajustes.toml"


def adjust(env: MutableMapping[str, str]) -> str:
    """Let the settings file hold from now on, and return what is wrong in it, or nothing.

    What it says of the terminal goes into ``env``, where nothing was said; keys are changed in
    the whole program, before its first screen is made.
    """
    settings = read_settings(env)
    for variable, value in settings.variables.items():
        if not env.get(variable, "").strip():
            env[variable] = value
    if settings.keys:
        use_keys(settings)
    return told_briefly(settings)


def use_keys(settings: FileSettings) -> None:
    """Change the keys as the file says; what is wrong with them is added to its faults."""
    from aduanas_tui.screens.key_settings import checked
    from aduanas_tui.screens.key_table import places
    from aduanas_tui.widgets.keymap import change_keys

    changes, faults = checked(settings.keys, places())
    change_keys(changes)
    settings.faults += [Fault(line, text) for line, text in faults]
    settings.faults.sort(key=lambda fault: fault.line)


def told_briefly(settings: FileSettings) -> str:
    """Return the first thing that is wrong and how many more there are, or nothing."""
    if not settings.faults:
        return ""
    fault, more = settings.faults[0], len(settings.faults) - 1
    # Short, since it must fit on a small screen; only a fault of the whole file needs its path.
    first = f"Ajustes, línea {fault.line}: {fault.sentence}" if fault.line else settings.told(fault)
    return f"{first} Hay {more} más: vea aduanas teclas." if more else first


def read_settings(env: Mapping[str, str]) -> FileSettings:
    """Read the settings file; one that is not there says nothing."""
    settings = FileSettings(settings_path(env))
    text = _text_of(settings, must_exist=bool(env.get(SETTINGS, "").strip()))
    if text is None:
        return settings
    import tomllib

    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        settings.faults.append(_syntax_fault(str(error), text))
        return settings
    for name, table in said.items():
        if name == KEYS_TABLE and isinstance(table, dict):
            _read_keys(settings, table, text)
        elif name == TERMINAL_TABLE and isinstance(table, dict):
            _read_terminal(settings, table, text)
        else:
            line = _line_of(text, (name,))
            sections = f"[{KEYS_TABLE}] y [{TERMINAL_TABLE}]"
            settings.faults.append(Fault(line, f"«{name}» no es una sección: las hay {sections}"))
    settings.faults.sort(key=lambda fault: fault.line)
    return settings


def _text_of(settings: FileSettings, *, must_exist: bool) -> str | None:
    path = settings.path
    fault = ""
    try:
        if path.is_file():
            if path.stat().st_size > _LARGEST:
                fault = "es demasiado grande para ser un archivo de ajustes"
            else:
                return path.read_text(encoding="utf-8-sig")
        elif path.exists():
            fault = "no es un archivo: bórrelo o indique otro"
        elif must_exist:
            fault = f"no existe: corrija {SETTINGS}, o créelo con aduanas teclas --crear"
    except UnicodeDecodeError:
        fault = "no está en UTF-8: guárdelo con esa codificación"
    except (OSError, ValueError) as error:
        from aduanas_tui.store.reasons import reason

        why = reason(error) if isinstance(error, OSError) else "la ruta no vale"
        fault = f"no se puede leer ({why})"
    if fault:
        settings.faults.append(Fault(0, fault))
    return None


def _read_keys(settings: FileSettings, table: Mapping[str, Any], text: str) -> None:
    for name, said in table.items():
        if isinstance(said, dict):
            for word, names in said.items():
                _read_key(settings, name, word, names, text)
        else:
            _read_key(settings, "", name, said, text)


def _read_key(settings: FileSettings, place: str, word: str, said: object, text: str) -> None:
    from aduanas_tui.widgets.keymap import KeyEntry

    path = (KEYS_TABLE, place, word) if place else (KEYS_TABLE, word)
    line = _line_of(text, path)
    names = [said] if isinstance(said, str) else said
    if isinstance(names, list) and names and all(isinstance(name, str) for name in names):
        settings.keys.append(KeyEntry(place, word, tuple(names), line))
    else:
        example = f'{word} = "Ctrl+G", o {word} = ["F2", "Ctrl+G"]'
        settings.faults.append(Fault(line, f"escriba la tecla entre comillas: {example}"))


def _read_terminal(settings: FileSettings, table: Mapping[str, Any], text: str) -> None:
    for name, said in table.items():
        line = _line_of(text, (TERMINAL_TABLE, name))
        variable = VARIABLES.get(name)
        if variable is None:
            known = ", ".join(VARIABLES)
            settings.faults.append(Fault(line, f"«{name}» no es un ajuste: los hay {known}"))
            continue
        value = _value(variable, said)
        try:
            terminal_from({variable: value})
        except TerminalSettingError as error:
            sentence = str(error).replace(variable, name).rstrip(".")
            settings.faults.append(Fault(line, sentence))
        else:
            settings.variables[variable] = value


def _value(variable: str, said: object) -> str:
    """Return what the variable would say: ``true`` and ``false`` are also understood."""
    if isinstance(said, bool):
        yes, no = ("auto", "no") if variable == SYNCHRONIZED else ("1", "0")
        return yes if said else no
    return str(said) if str(said).strip() else "?"


def _syntax_fault(message: str, text: str) -> Fault:
    """Return what is wrong when the file is not TOML; the library says so in English."""
    found = re.search(r"at line (\d+)", message)
    line = int(found[1]) if found else text.count("\n") + 1
    if re.search(r"overwrite|twice|Cannot declare", message):
        return Fault(line, "ese nombre ya está más arriba: deje uno solo")
    return Fault(line, 'no se entiende: escriba nombre = "tecla", entre comillas')


def _line_of(text: str, path: tuple[str, ...]) -> int:
    """Return the line, from 1, where a name of the file stands; 0 when it is not found."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\[\]]+)\]", line):
            table = _parts(header[1])
            if table == path:
                return number
        elif (key := re.match(r"\s*([^=#]+?)\s*=", line)) and (*table, *_parts(key[1])) == path:
            return number
    return _line_of(text, path[:-1]) if len(path) > 1 else 0


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
