"""``aduanas teclas``: the keys of every place, and the settings file that changes them.

The only job that loads Textual: the commands are declared where they act.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator

from aduanas_tui.app import AduanasApp
from aduanas_tui.cli_json import json_text
from aduanas_tui.domain.text import clean_line
from aduanas_tui.screens.key_places import PLACES
from aduanas_tui.settings_file import (
    KEYS_TABLE,
    TERMINAL_TABLE,
    FileSettings,
    read_settings,
    settings_path,
    use_keys,
)
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets.commands import Command, CommandHost
from aduanas_tui.widgets.keymap import change_keys

_LONGEST = 400

_HEAD = f"""\
# Ajustes de aduanas. Una línea con # al comienzo no cuenta: quítelo para que valga.
# Revíselo con: aduanas teclas

[{TERMINAL_TABLE}]
# ascii = true          # solo signos ASCII en marcos y marcas (si no se dice: según la terminal)
# lineal = true         # dibujo sencillo de arriba abajo, para lectores de pantalla y Braille
# colores = 8           # 0, 8, 16 o 256
# pintado = "textual"   # el dibujado normal de Textual, que manda mucho más por la línea
# sincronizado = "no"   # sin marcas de cuadro entero

# Las teclas: una letra, F1 a F12, Ctrl y una letra, Supr, Insert, espacio. En [{KEYS_TABLE}] valen
# en todas partes donde está el comando; en [{KEYS_TABLE}.lista] solo ahí.
[{KEYS_TABLE}]
# guardar = ["F2", "Ctrl+G"]
"""


def keys(options: Namespace) -> int:
    """List the keys, or begin a settings file, and return the exit status."""
    if options.crear:
        return _create()
    settings = read_settings(os.environ)
    use_keys(settings)
    if options.json:
        print(json_text(_document(settings)))
    else:
        print("\n".join(_lines()))
    for fault in settings.faults:
        _say(settings.told(fault))
    return 1 if settings.faults else 0


def _places() -> Iterator[tuple[str, list[Command]]]:
    """Yield the places by name, each with the commands that have keys."""
    found: dict[str, dict[str, Command]] = {}
    hosts: tuple[type[CommandHost], ...] = (AduanasApp, *PLACES)
    for host in hosts:
        commands = found.setdefault(host.KEYS_PLACE, {})
        for command in host.commands():
            if command.keys:
                commands.setdefault(command.word, command)
    for place, by_word in found.items():
        yield place, list(by_word.values())


def _names(command: Command) -> list[str]:
    return [key_name(key, in_words=True) for key in command.keys]


def _lines() -> Iterator[str]:
    for at, (place, commands) in enumerate(_places()):
        if at:
            yield ""
        yield f"[{KEYS_TABLE}.{place}]"
        for command in commands:
            yield f"{_line(command):<44} # {command.help}"


def _line(command: Command) -> str:
    """Return a command's line as the settings file would have it."""
    names = ", ".join(f'"{name}"' for name in _names(command))
    return f"{command.word} = {names if len(command.keys) == 1 else f'[{names}]'}"


def _document(settings: FileSettings) -> dict[str, object]:
    places = [
        {
            "lugar": place,
            "comandos": [
                {
                    "comando": command.word,
                    "nombre": command.full_name,
                    "teclas": _names(command),
                    "ayuda": command.help,
                }
                for command in commands
            ],
        }
        for place, commands in _places()
    ]
    problems = [{"linea": fault.line, "problema": fault.text} for fault in settings.faults]
    return {"archivo": str(settings.path), "problemas": problems, "lugares": places}


def _create() -> int:
    """Write a settings file that changes nothing yet and shows everything that can be changed."""
    change_keys({})
    path = settings_path(os.environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_HEAD + "\n" + "\n".join(_commented(_lines())) + "\n")
    except FileExistsError:
        _say(f"Ya existe «{path}»: edítelo, o bórrelo y repita la orden.")
        return 1
    print(f"Se creó «{path}».")
    return 0


def _commented(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines with a mark before each command, so that none counts yet."""
    for line in lines:
        yield f"# {line}" if line and not line.startswith("[") else line


def _say(sentence: str) -> None:
    if sys.stderr is not None:
        print(clean_line(sentence, _LONGEST), file=sys.stderr)
