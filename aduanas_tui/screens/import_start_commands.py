"""What can be done where an import begins, and its help."""

from __future__ import annotations

from typing import Final

from aduanas_tui.screens.base import BACK, REFRESH
from aduanas_tui.widgets.commands import Command

HELP: Final = (
    "Elija un archivo de Excel, LibreOffice o CSV de la lista, entre en una carpeta, o escriba "
    "la ruta: Tab la completa. Qué contiene se conoce por sus encabezados; con c se dice. Nada "
    "se guarda antes de confirmar. En la sección 2 están las importaciones que quedaron a "
    "medias, y en la 3 las hechas, que se pueden deshacer enteras."
)

COMMANDS: Final[tuple[Command, ...]] = (
    Command("open", ("enter",), "Abrir", "Abre lo señalado.", "open_current"),
    Command("path", ("slash",), "Ruta", "Escribe la ruta de un archivo.", "focus_path"),
    Command("parent", ("backspace",), "Subir", "Va a la carpeta de arriba.", "parent", show=False),
    Command("discard", ("delete", "d"), "Descartar", "Bota la que está a medias.", "discard"),
    Command("undo", ("u",), "Deshacer", "Deshace la importación señalada.", "undo"),
    Command(
        "what",
        ("c",),
        "Contiene",
        "Dice qué contienen los archivos: clientes, expedientes, cotizaciones…",
        "choose_what",
        show=False,
    ),
    Command("template", ("p",), "Plantilla", "Guarda una plantilla de Excel.", "template"),
    Command("copy", ("y",), "Copiar scp", "Copia la orden que sube un archivo.", "copy_scp"),
    Command("section_1", ("1",), "Archivos", "Va a la sección.", "section(0)", show=False),
    Command("section_2", ("2",), "Sin terminar", "Va a la sección.", "section(1)", show=False),
    Command("section_3", ("3",), "Importaciones", "Va a la sección.", "section(2)", show=False),
    Command(
        "next_section",
        ("right",),
        "Sección",
        "Va a la sección siguiente.",
        "next_section(1)",
        shown_keys=("left", "right"),
    ),
    Command(
        "previous_section",
        ("left",),
        "Sección anterior",
        "Va a la sección anterior.",
        "next_section(-1)",
        show=False,
    ),
    BACK,
    REFRESH,
)
