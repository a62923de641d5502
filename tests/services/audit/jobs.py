"""Every job that writes, done once: what the audit log must be able to tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aduanas_tui.domain.roles import Role
from aduanas_tui.services import clients, contacts, operators, taking_back
from aduanas_tui.services.importing.batches import undo_batch
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.verifying.repairing import repair
from aduanas_tui.store.connection import execute, rows, write_transaction
from tests.factories import OPERATOR, SUPERVISOR, add_contact, register
from tests.services.importing.lists import cells, staged
from tests.services.importing.operation_rows import line
from tests.services.importing.operation_rows import staged as staged_operations
from tests.services.operations.typed import Kind, add

Job = Callable[[Path], object]


def last_id() -> int:
    """Return the id of the newest entry."""
    ((found,),) = rows("SELECT coalesce(max(id), 0) FROM audit_entry")
    return int(found)


def client_edited(_: Path) -> None:
    saved = register(1)
    clients.edit(OPERATOR, saved.id, 1, {"notes": "x", "phone": "2255-1111"})


def client_deactivated(_: Path) -> None:
    clients.deactivate(OPERATOR, register(1).id, 1)


def client_reactivated(_: Path) -> None:
    saved = register(1)
    clients.deactivate(OPERATOR, saved.id, 1)
    clients.reactivate(OPERATOR, saved.id, 2)


def client_deleted(_: Path) -> None:
    saved = register(1)
    add_contact(saved.id, 1)
    clients.delete(OPERATOR, saved.id, 1)


def contact_edited(_: Path) -> None:
    contacts.edit(OPERATOR, add_contact(register(1).id).id, 1, {"position": "Jefe"})


def contact_made_primary(_: Path) -> None:
    client_id = register(1).id
    add_contact(client_id, 1)
    contacts.make_primary(OPERATOR, add_contact(client_id, 2).id, 1)


def contact_removed(_: Path) -> None:
    contacts.remove(OPERATOR, add_contact(register(1).id).id, 1)


def every_kind(client_id: int) -> dict[Kind, int]:
    """Register one operation of each kind and return their ids."""
    return {kind: add(kind, client_id).id for kind in Kind}


def operations_registered(_: Path) -> None:
    every_kind(register(1).id)


def operation_edited(_: Path) -> None:
    saved = add(Kind.CUSTOMS_FILE, register(1).id)
    registering.edit(OPERATOR, Kind.CUSTOMS_FILE, saved.id, 1, {"description": "Telas"})


def operation_moved(_: Path) -> None:
    saved = add(Kind.CUSTOMS_FILE, register(1).id)
    stepping.move(OPERATOR, saved.id, 1, "en_digitacion")


def quote_answered(_: Path) -> None:
    stepping.answer(OPERATOR, add(Kind.QUOTE, register(1).id).id, 1, "aceptada")


def operation_annulled(_: Path) -> None:
    stepping.annul(OPERATOR, Kind.QUOTE, add(Kind.QUOTE, register(1).id).id, 1, "Era de otro")


def clients_imported(folder: Path) -> int:
    register(1)
    session = staged(folder, cells(1, city="Danlí", phone="2299-1111"), cells(2))
    batch_id = session.confirm().batch_id
    assert batch_id is not None
    return batch_id


def operations_imported(folder: Path) -> int:
    register(1)
    batch_id = staged_operations(folder, Kind.QUOTE, line(Kind.QUOTE)).confirm().batch_id
    assert batch_id is not None
    return batch_id


def clients_import_undone(folder: Path) -> None:
    undo_batch(OPERATOR, clients_imported(folder))


def operations_import_undone(folder: Path) -> None:
    undo_batch(OPERATOR, operations_imported(folder))


def change_taken_back(folder: Path) -> None:
    client_edited(folder)
    taking_back.take_back(SUPERVISOR, last_id())


def operator_given_a_role(_: Path) -> None:
    operators.change(SUPERVISOR, "nueva", role=Role.OPERATOR)
    operators.change(SUPERVISOR, "nueva", role=Role.READER, shared=True)


def base_repaired(_: Path) -> None:
    saved = register(1)
    with write_transaction():
        execute("UPDATE client SET file_count = 7 WHERE id = ?", (saved.id,))
    repair(OPERATOR)


JOBS: dict[str, tuple[Job, str]] = {
    "register": (lambda _: register(1), "Registró el cliente"),
    "edit": (client_edited, "Cambió el cliente: Teléfono principal, Notas"),
    "deactivate": (client_deactivated, "Desactivó el cliente"),
    "reactivate": (client_reactivated, "Reactivó el cliente"),
    "delete": (client_deleted, "Eliminó el cliente"),
    "contacts.add": (
        lambda _: add_contact(register(1).id),
        "Registró el contacto Persona Inventada 1",
    ),
    "contacts.edit": (contact_edited, "Cambió el contacto Persona Inventada 1: Cargo"),
    "contacts.make_primary": (
        contact_made_primary,
        "Cambió el contacto Persona Inventada 2: Principal",
    ),
    "contacts.remove": (contact_removed, "Eliminó el contacto Persona Inventada 1"),
    "operations.register": (
        operations_registered,
        "Registró el pago de la factura 000-001-01-00000001",
    ),
    "operations.edit": (operation_edited, "Cambió el expediente EXP-26-0001: Descripción"),
    "move": (operation_moved, "Pasó el expediente EXP-26-0001 a En digitación"),
    "answer": (quote_answered, "Aceptó la cotización COT-26-0001"),
    "annul": (operation_annulled, "Anuló la cotización COT-26-0001"),
    "confirm": (clients_imported, "Importó: registró el cliente"),
    "operations.confirm": (operations_imported, "Importó: registró la cotización COT-26-0001"),
    "undo_batch": (
        clients_import_undone,
        "Deshizo la importación: restauró el cliente: Ciudad, Teléfono principal",
    ),
    "operations.undo_batch": (
        operations_import_undone,
        "Deshizo la importación: quitó la cotización COT-26-0001",
    ),
    "operators.change": (operator_given_a_role, "Cambió el operador nueva: Rol, Cuenta compartida"),
    "repair": (base_repaired, "Reparó la base: Operaciones de cada cliente"),
    "take_back": (
        change_taken_back,
        "Deshizo un cambio en el cliente: Teléfono principal, Notas",
    ),
}
"""Each job by the service that does it, and what the log says of it."""
