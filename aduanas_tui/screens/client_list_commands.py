"""What can be done in the list of clients, and its help."""

from __future__ import annotations

from typing import Final

from aduanas_tui.domain.roles import Right
from aduanas_tui.screens.base import LEAVE, REFRESH
from aduanas_tui.widgets.commands import Command

HELP: Final = (
    "Escriba en Buscar el comienzo de una o más palabras del nombre, la ciudad, el correo o un "
    "contacto; los primeros dígitos del RTN o de un teléfono, los últimos seis del RTN o los "
    "últimos cuatro de un teléfono. Los guiones, los acentos y las mayúsculas no importan. "
    "El número de un expediente, una declaración, una cotización o una factura lleva a su "
    "cliente: Intro lo abre en su historial, con el cursor en ese documento. "
    "Con la flecha abajo o Intro pasa a la lista; allí las letras son comandos y los dígitos "
    "buscan."
)

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "new",
        ("n", "f3"),
        "Nuevo",
        "Registra un cliente nuevo.",
        "new",
        name="+ Nuevo Cliente",
        right=Right.WRITE,
    ),
    Command("open", ("enter",), "Abrir", "Abre la ficha del cliente.", "open_current"),
    Command("search", ("slash",), "Buscar", "Va al campo Buscar.", "focus_search"),
    Command("filters", ("f",), "Filtros", "Elige qué clientes se ven.", "choose_filters"),
    Command(
        "import",
        ("i",),
        "Importar",
        "Importa una lista de Excel o CSV.",
        "import_clients",
        right=Right.IMPORT,
    ),
    Command("export", ("x",), "Exportar", "Escribe los clientes en un archivo.", "export"),
    Command("menu", ("m", "f8"), "Menú", "Los lugares del programa.", "app.menu", "Moverse"),
    Command("glance", ("space",), "Vistazo", "Muestra teléfonos, contacto y notas.", "glance"),
    Command("order", ("o",), "Ordenar", "Cambia el orden de la lista.", "choose_order"),
    Command(
        "inactive",
        ("v",),
        "Inactivos",
        "Muestra u oculta los clientes inactivos.",
        "toggle_inactive",
        name="Mostrar inactivos",
    ),
    Command("copy", ("y",), "Copiar RTN", "Copia el RTN a su portapapeles.", "copy_rtn"),
    Command(
        "clear",
        ("escape",),
        "Limpiar",
        "Borra la búsqueda; otra vez, los filtros.",
        "clear",
        name="Limpiar la búsqueda",
    ),
    LEAVE,
    REFRESH,
)
