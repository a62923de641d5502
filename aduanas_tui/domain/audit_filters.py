"""What narrows the audit log: who, when, which client, what was changed and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aduanas_tui.domain.labelled import LabelledEnum


class AuditKind(LabelledEnum):
    """What an entry of the audit log tells of; the value is the stored ``entity``."""

    CLIENT = "client", "Clientes"
    CONTACT = "contact", "Contactos"
    CUSTOMS_FILE = "customs_file", "Expedientes"
    QUOTE = "quote", "Cotizaciones"
    INVOICE = "invoice", "Facturas"
    PAYMENT = "payment", "Pagos"
    OPERATOR = "operator", "Operadores"
    OFFICE = "office", "La base"


class AuditAction(LabelledEnum):
    """What was done; the value is the stored ``action``."""

    CREATE = "create", "Registrar"
    UPDATE = "update", "Cambiar"
    DEACTIVATE = "deactivate", "Desactivar"
    REACTIVATE = "reactivate", "Reactivar"
    DELETE = "delete", "Eliminar"
    MOVE = "move", "Cambiar estado"
    ANSWER = "answer", "Responder cotización"
    ANNUL = "annul", "Anular"
    TAKE_BACK = "take_back", "Deshacer un cambio"
    RESTORE = "restore", "Restaurar un respaldo"
    REPAIR = "repair", "Reparar la base"


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Which entries are seen; a blank is every one."""

    operator: str = ""
    since: date | None = None
    """First day, as the clocks of the office have it."""
    until: date | None = None
    """Last day, which is seen too."""
    client_id: int | None = None
    """Also of a client that was deleted."""
    kind: str = ""
    """An ``AuditKind``."""
    action: str = ""
    """An ``AuditAction``."""
