"""Why a file cannot be read: one sentence each that names the reason and what to do."""

from __future__ import annotations

from aduanas_tui.services.errors import ServiceError

_SAVE_AS = "ábralo y guárdelo como Libro de Excel (.xlsx)"

SENTENCES = {
    "missing": "No existe el archivo «{name}»: revise la ruta.",
    "permission": "No tiene permiso para leer «{name}»: cópielo a su carpeta o pida acceso.",
    "directory": "«{name}» es una carpeta: elija un archivo.",
    "special": "«{name}» no es un archivo corriente: elija un .xlsx, .xls, .ods o .csv.",
    "unreadable": "No se pudo leer «{name}» ({detail}): cópielo de nuevo e inténtelo otra vez.",
    "changing": "«{name}» cambió mientras se leía: espere a que termine de copiarse o "
    "guardarse e inténtelo otra vez.",
    "no_space": "No hay espacio en el disco para leer «{name}»: libere espacio e inténtelo "
    "otra vez.",
    "empty": "«{name}» está vacío: no tiene ninguna fila.",
    "empty_sheet": "La hoja «{detail}» de «{name}» está vacía: elija otra hoja.",
    "too_big": "«{name}» es demasiado grande ({detail}): divídalo en varios archivos.",
    "truncated": "«{name}» está incompleto o dañado: cópielo de nuevo o " + _SAVE_AS + ".",
    "encrypted": "«{name}» está protegido con contraseña: ábralo en Excel, quítele la "
    "contraseña y guárdelo de nuevo.",
    "bomb": "«{name}» se expande más de lo que cabe en una hoja de clientes ({detail}): copie "
    "solo los datos a un libro nuevo y guárdelo.",
    "dtd": "«{name}» contiene declaraciones XML que no se admiten por seguridad: "
    + _SAVE_AS
    + " de nuevo.",
    "not_a_sheet": "«{name}» no es una hoja de cálculo, es {detail}: " + _SAVE_AS + " o como CSV.",
    "no_sheets": "«{name}» no tiene ninguna hoja con celdas: elija otro archivo.",
    "no_such_sheet": "«{name}» no tiene una hoja «{detail}».",
    "encoding": "«{name}» no se puede leer con la codificación {detail}: elija otra.",
    "separator": "El separador {detail} no sirve: use punto y coma, coma, tabulador o «|».",
    "quote": "En «{name}» hay unas comillas sin cerrar cerca de la fila {detail}: corríjalas e "
    "inténtelo otra vez.",
    "timeout": "«{name}» tarda demasiado en leerse: copie solo los datos a un libro nuevo y "
    "guárdelo.",
    "start": "No se pudo iniciar el lector de «{name}»: espere un momento e inténtelo otra vez; si "
    "sigue, avise a quien administra el servidor.",
    "memory": "«{name}» necesita demasiada memoria para leerse: copie solo los datos a un "
    "libro nuevo y guárdelo.",
}


class SheetError(ServiceError):
    """A file that cannot be read; ``code`` is a key of `SENTENCES`."""

    def __init__(self, code: str, name: str, detail: str = "") -> None:
        super().__init__(SENTENCES[code].format(name=printable(name), detail=printable(detail)))
        self.code = code


def printable(text: str) -> str:
    """Return ``text`` fit for a sentence: file and sheet names are written by strangers."""
    shown = "".join(char if char.isprintable() else "?" for char in text[:200])
    return shown.encode("utf-8", "replace").decode()
