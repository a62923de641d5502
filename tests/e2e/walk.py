"""A walk through every screen of the program in one run, and what must be read on each of them.

The texts stand on every terminal, from 60×20 on, with or without colours and signs, in frames or
line by line; what differs between them is told by the terminal (:mod:`tests.e2e.kinds`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aduanas_tui.services import clients
from aduanas_tui.services.drafts import Draft, box_of
from aduanas_tui.store.connection import database
from aduanas_tui.store.models import Client
from aduanas_tui.store.opening import close_database, open_database
from tests import factories
from tests.e2e.opened import CTRL_P, CTRL_U, DOWN, ENTER, ESC, TAB
from tests.e2e.walk_office import CLIENT, INVOICE, LIST_FILE

SAVE: Final = "{F2}"
"""Stands in the keys of a step for F2, which terminals send in different ways."""

CHOICES: Final = "{F4}"
DRAFTS: Final = "{F12}"


@dataclass(frozen=True)
class Step:
    """Some keys, and what the screen says once they had their effect."""

    name: str
    keys: str
    shows: tuple[str, ...]
    hides: tuple[str, ...] = ()
    before: Callable[[Path], None] | None = None
    """Done with the database before the keys are sent."""
    is_dialog: bool = False
    """Opens something in a frame, over a screen whose line of keys need not be seen."""
    narrow_only: bool = False
    """Is not there where the menu stands beside the content."""

    def wrong(self, screen: str, folds: Callable[[str], str] = str) -> list[str]:
        """Return what of its texts is wrong on a screen; ``folds`` is how the terminal spells."""
        seen = folds(screen)
        return [
            *(f"falta «{text}»" for text in self.shows if folds(text) not in seen),
            *(f"está «{text}»" for text in self.hides if folds(text) in seen),
        ]


def _over(name: str, keys: str, *shows: str, narrow_only: bool = False) -> tuple[Step, Step]:
    """A dialog: opened, and closed with Esc."""
    gone = (shows[0],)
    return (
        Step(name, keys, shows, is_dialog=True, narrow_only=narrow_only),
        Step(f"{name}, cerrado", ESC, (), gone, narrow_only=narrow_only),
    )


def _on_top(name: str, keys: str, *shows: str, back: str, gone: str) -> tuple[Step, Step]:
    """A screen: opened, and left with Esc to one that says ``back``."""
    return Step(name, keys, shows), Step(f"{name}, dejada", ESC, (back,), (gone,))


def _colleague_edits(base: Path) -> None:
    """Change the name of the client while it is being edited."""
    open_database(base)
    client = Client.get(Client.name == CLIENT)
    changed = {"name": f"{CLIENT} de C.V."}
    clients.edit("op2", client.id, client.version, {**_typed(client), **changed}, **_ACCEPTED)
    close_database()
    database.init(None)


_ACCEPTED: Final = {"accept_warnings": True}


def _typed(client: Client) -> dict[str, str]:
    return {**factories.client(1), "name": client.name, "notes": client.notes}


def _leave_a_draft(base: Path) -> None:
    """Leave what a session leaves behind whose line dropped."""
    box = box_of(base, "op1")
    typed = {"name": "Comercial a medias"}
    box.keep(Draft(box.new_id(), "client", 0, 0, "Clientes › Nuevo cliente", typed, {"name": ""}))
    box.close()


LIST: Final = (
    Step(
        "clientes",
        DOWN,
        (
            "30 activos",
            "+ Nuevo Cliente",
            "Buscar:",
            "Nombre o Razón Social",
            CLIENT,
            "0801-9099-000019",
            "n Nuevo",
        ),
    ),
    *_over("filtros de clientes", "f", "F6 Quitar todos", "Departamento", "Ciudad", "F2 Aplicar"),
    *_over("orden de clientes", "o", "Ordenar por", "Número de expedientes", "Última operación"),
    *_over("exportar clientes", "x", "F2 Exportar", "Formato", "Excel (.xlsx)", "Archivo"),
    *_over("menú", "m", "Bitácora", "Menú", "Clientes", narrow_only=True),
    *_over("ayuda", "?", "Lista de clientes", "Registra un cliente nuevo."),
    *_over("paleta", CTRL_P, "¿Qué desea hacer?", "Ordenar", "Registra un cliente nuevo."),
    Step("búsqueda", "/prueba 17", ("1 encontrado", "prueba 17", "Empresa de Prueba 17")),
    Step("búsqueda en vano", f"{CTRL_U}zapatería", ("0 encontrados", "zapatería")),
    Step("sin búsqueda", f"{CTRL_U}{DOWN}", ("30 activos", CLIENT)),
    Step("cliente nuevo", "n", ("Nuevo cliente", "* obligatorio", "Departamento", "F2 Guardar")),
    Step("cliente nuevo, a medias", "Medio nombre", ("Medio nombre",)),
    Step(
        "salir sin guardar",
        ESC,
        ("¿Salir sin guardar?", "Hay cambios sin guardar", "Salir sin guardar (s)"),
        is_dialog=True,
    ),
    Step("cliente nuevo, dejado", "s", ("30 activos",), ("¿Salir sin guardar?", "Medio nombre")),
)

RECORD: Final = (
    Step(
        "ficha",
        ENTER,
        (CLIENT, "Activo", "1 Datos generales", "Teléfono principal", "ventas1@prueba.hn"),
    ),
    *_over("acciones", "a", "Desactivar cliente", "Eliminar"),
    *_over("desactivar", f"a{DOWN}{ENTER}", "¿Desactivar cliente?"),
    Step("contactos", "2", ("2 Contactos (2)", "Persona Inventad", "Jefa de compras")),
    *_on_top(
        "contacto", ENTER, "* obligatorio", "Persona Inventada 1", "Principal",
        back="2 Contactos (2)", gone="* obligatorio",
    ),
    *_on_top(
        "contacto nuevo", "n", "Nuevo contacto", "* obligatorio", "Cargo",
        back="2 Contactos (2)", gone="* obligatorio",
    ),
    *_over("quitar contacto", "d", "¿Quitar este contacto?", "Persona Inventada 1"),
    Step("historial", "3", ("3 Historial", "EXP-26-0002", "L 1,150.00", "Facturado")),
    *_over("filtros del historial", "f", "Filtros del historial", "Período", "F2 Aplicar"),
    *_over("exportar historial", "x", "F2 Exportar", "Formato", "Archivo"),
    *_over("registrar", "n", "Nueva cotización", "Nueva factura", "Nuevo pago"),
)  # fmt: skip


def _document_form(name: str, keys: str, *shows: str) -> tuple[Step, Step]:
    return _on_top(name, keys, *shows, "* obligatorio", back="Facturado", gone="* obligatorio")


def _document(name: str, keys: str, title: str, *shows: str, back: str) -> tuple[Step, Step]:
    return _on_top(name, keys, title, *shows, back=back, gone=title)


OPERATIONS: Final = (
    *_document_form("expediente nuevo", "ne", "Nuevo expediente", "EXP-26-0003", "Canal"),
    *_document_form("cotización nueva", "nc", "Nueva cotización", "COT-26-0002", "Moneda"),
    *_document_form("factura nueva", "nf", "Nueva factura", "Subtotal", "ISV"),
    *_document_form("pago nuevo", "np", "Nuevo pago", INVOICE, "Forma"),
    Step("expediente", ENTER, ("Expediente EXP-26-0002", "Fecha de apertura", "Abierto")),
    *_over("cambiar estado", "ac", "Cambiar estado", "EXP-26-0002", "En digitación", "F2 Aceptar"),
    *_over("anular", "an", "Anular expediente", "Motivo *", "F2 Aceptar"),
    *_on_top(
        "expediente que se edita", "e", "* obligatorio", "EXP-26-0002", "Régimen",
        back="Expediente EXP-26-0002", gone="* obligatorio",
    ),
    Step("expediente, dejado", ESC, ("Facturado",), ("Expediente EXP-26-0002",)),
    Step("cotizaciones", TAB, ("COT-26-0001", "Pendiente", "Aceptadas")),
    *_document("cotización", ENTER, "Cotización COT-26-0001", "Pendiente", back="Aceptadas"),
    Step("facturas", TAB, (INVOICE, "L 1,150.00", "Vencida")),
    *_document("factura", ENTER, f"Factura {INVOICE}", "Vencida", "L 1,050.00", back="Saldo"),
    Step("pagos", TAB, ("10/03/26", "L 100.00", "Monto")),
    *_document("pago", ENTER, "Pago de 10/03/2026", "Transferencia", back="Pagos 1"),
)  # fmt: skip

LOG_AND_EDIT: Final = (
    Step("bitácora de la ficha", "4", ("4 Bitácora", "Qué hizo", "Registró el cliente")),
    *_over("cambio", ENTER, "Quedó", "Registro ", "Persona Inventada 2"),
    *_over("filtros de la bitácora", "f", "Filtros de la bitácora", "Operador", "F2 Aplicar"),
    Step("datos generales", "1", ("1 Datos generales", "Teléfono principal")),
    Step("cliente que se edita", "e", ("Editar", "* obligatorio", CLIENT, "F2 Guardar")),
    *_over("opciones de un campo", f"{TAB * 2}{CHOICES}", "Persona Natural", "Tipo"),
    Step("cliente cambiado", f"\x1b[Z\x1b[Z{CTRL_U}Peña Hermanos", ("Peña Hermanos",)),
    Step(
        "conflicto",
        SAVE,
        ("3 Actual", "2 Suyo", "Peña Hermanos", f"{CLIENT} de C.V."),
        before=_colleague_edits,
    ),
    Step("conflicto, cerrado", ESC, ("* obligatorio",), ("3 Actual",)),
    Step("salir de la edición", ESC, ("¿Salir sin guardar?",), is_dialog=True),
    Step("edición, dejada", "s", ("Teléfono principal",), ("¿Salir sin guardar?",)),
    Step("ficha, dejada", ESC, ("30 activos",), ("Teléfono principal",)),
)

IMPORT: Final = (
    Step("importar", "i", ("Importar", LIST_FILE, "1 Archivos")),
    Step("sin terminar", "2", ("2 Sin terminar (0)", "Ninguna importación quedó a medias.")),
    Step("importaciones", "3", ("3 Importaciones", "Todavía no se ha importado nada.")),
    Step("archivos", "1", (LIST_FILE,)),
    *_over("qué contiene", "c", "¿Qué contiene el archivo?", "Según los encabezados", "Pagos"),
    Step(
        "vista previa",
        ENTER,
        ("3 filas: 1 nueva", "1 con error", "Comercial", "0801-9099-009020", "correo no válido"),
        ("Leyendo",),
    ),
    *_over("qué filas", "f", "¿Qué filas se ven?", "Todas las filas", "Con problemas"),
    *_over("detalle", "d", "Fila 3: con error", "Email principal", "sin arroba"),
    Step("columnas", "c", ("Columnas", "Columna del archivo", "Va a")),
    *_over("campo de una columna", ENTER, "¿A qué campo va", "No importar"),
    Step("vista previa otra vez", SAVE, ("3 filas: 1 nueva", "0801-9099-009020"), ("Va a",)),
    Step("corregir", ENTER, ("Email principal", "sin arroba"), is_dialog=True),
    Step(
        "corregido", f"{CTRL_U}ventas@nueva.example{ENTER}", ("2 nuevas", "0 con error"),
        ("sin arroba",),
    ),
    Step(
        "confirmar", SAVE, ("¿Confirmar la importación?", "2 clientes se crean.", "Revisar (n)"),
        is_dialog=True,
    ),
    Step("importado", ENTER, ("Importado", "Clientes creados", "Lote")),
    Step("importar otra vez", ENTER, ("Importar", LIST_FILE), ("Clientes creados",)),
    Step("importaciones, una", "3", ("3 Importaciones", LIST_FILE)),
    Step(
        "deshacer importación", "u", ("¿Deshacer importación?", "Deshacer (s)"), is_dialog=True
    ),
    Step("deshecha", "s", ("deshecha",), ("¿Deshacer importación?",)),
    Step("importar, dejada", ESC, ("30 activos",), ("3 Importaciones",)),
)  # fmt: skip

REST: Final = (
    Step("bitácora", "mb", ("Bitácora", "Todos los cambios", "Qué hizo")),
    *_over("cambio de la bitácora", ENTER, "c Ficha", "Qué hizo"),
    *_over("exportar bitácora", "x", "F2 Exportar", "Formato", "Archivo"),
    Step("clientes otra vez", "mc", ("30 activos",), ("Todos los cambios",)),
    Step(
        "borrador",
        f"{DOWN}{DRAFTS}",
        ("Comercial a medias", "Seguir con él"),
        before=_leave_a_draft,
        is_dialog=True,
    ),
    Step("borrador, cerrado", ESC, ("Nuevo cliente", "* obligatorio"), ("Seguir con él",)),
    Step("formulario, dejado", ESC, ("30 activos",), ("* obligatorio",)),
    Step("respaldo", f"{CTRL_P}respaldar{ENTER}", ("Respaldo hecho",), ("¿Qué desea hacer?",)),
)

PARTS: Final = (LIST, (*RECORD, *OPERATIONS, *LOG_AND_EDIT), IMPORT, REST)
"""Each begins and ends in the list of clients."""

WALK: Final = tuple(step for part in PARTS for step in part)


def prepare(folder: Path) -> dict[str, str]:
    """Return the variables of a program whose files are all in ``folder``."""
    from tests.e2e.walk_office import make_list

    make_list(folder / "casa")
    os.environ["XDG_STATE_HOME"] = str(folder / "estado")
    return {
        "HOME": str(folder / "casa"),
        "XDG_STATE_HOME": str(folder / "estado"),
        "XDG_DATA_HOME": str(folder / "share"),
    }
