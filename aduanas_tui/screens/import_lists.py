"""Where an import begins, in words: what a file contains, the files and the imports listed."""

from __future__ import annotations

from aduanas_tui.services.importing.batches import BatchInfo
from aduanas_tui.services.importing.records import RECORD_KINDS
from aduanas_tui.services.importing.session import PendingImport
from aduanas_tui.services.importing_files import FileFacts
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.picklist import PickItem


def what_words(name: str) -> str:
    """Return what a file contains in words; nothing said leaves it to the headers."""
    return RECORD_KINDS[name].title if name else "según los encabezados"


def what_items() -> list[PickItem]:
    """Return what a file may contain, to choose from."""
    return [PickItem(record.name, record.title) for record in RECORD_KINDS.values()]


def _size_words(row: FileFacts) -> str:
    if row.is_folder:
        return "carpeta"
    if row.size < 1024 * 1024:
        return f"{max(1, row.size // 1024):,} KB"
    return f"{row.size / 1024 / 1024:,.1f} MB"


FILE_COLUMNS: tuple[Column[FileFacts], ...] = (
    Column("name", "Archivo", 0, lambda row, _: f"{row.id}/" if row.is_folder else row.id),
    Column("size", "Tamaño", 10, lambda row, _: _size_words(row), right=True),
    Column(
        "modified",
        "Modificado",
        16,
        lambda row, _: f"{row.modified:%d/%m/%Y %H:%M}" if row.modified else "",
    ),
)

PENDING_COLUMNS: tuple[Column[PendingImport], ...] = (
    Column("file", "Archivo", 0, lambda row, _: row.file_name),
    Column("what", "Contiene", 12, lambda row, _: row.what),
    Column("rows", "Filas", 9, lambda row, _: f"{row.rows:,}", right=True),
    Column(
        "started", "Empezada", 16, lambda row, _: f"{row.started_at.astimezone():%d/%m/%Y %H:%M}"
    ),
)

BATCH_COLUMNS: tuple[Column[BatchInfo], ...] = (
    Column("id", "Lote", 6, lambda row, _: str(row.id), right=True),
    Column("at", "Cuándo", 16, lambda row, _: f"{row.at.astimezone():%d/%m/%Y %H:%M}"),
    Column("who", "Quién", 10, lambda row, _: row.operator),
    Column("file", "Archivo", 0, lambda row, _: row.file_name),
    Column("what", "Contenía", 12, lambda row, _: row.kind, from_width=96),
    Column("created", "Nuevos", 8, lambda row, _: f"{row.created:,}", right=True, from_width=78),
    Column("updated", "Cambiados", 9, lambda row, _: f"{row.updated:,}", right=True, from_width=78),
    Column("state", "", 9, lambda row, _: "deshecha" if row.undone_at else ""),
)
