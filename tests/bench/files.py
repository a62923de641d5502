"""What importing and exporting a large list cost, beside the plain ways in the same run."""

from __future__ import annotations

from pathlib import Path

from tests.bench import exporting, importing
from tests.bench.table import Measure


def measure(import_base: Path, export_base: Path, rows: int) -> list[Measure]:
    """Return the lines of an import into one office and of an export from another."""
    read = importing.measure(import_base, rows)
    ours, plain = read["ours"], read["plain"]
    faster = plain["seconds"] / ours["seconds"]
    speed = ours["rows a second"]
    written = exporting.measure(export_base)
    export, reference = written["xlsx"], written["openpyxl"]
    return [
        Measure(
            f"Importar {rows:,} filas a {ours['clients before']:,} clientes, del archivo a lo "
            "guardado",
            f"{ours['seconds']:.1f} s, {speed:,.0f} filas/s",
            f"openpyxl, bibliotecas en cada celda y peewee {plain['seconds']:.1f} s",
            faster,
            "≥ 3 × y ≥ 15,000 filas/s",
            faster >= 3 and speed >= 15_000,
        ),
        Measure(
            "Memoria al importar",
            f"programa {ours['peak MB']:.0f} MB, lector {ours['largest child peak MB']:.0f} MB",
            target="≤ 100 y ≤ 300 MB",
            reached=ours["peak MB"] <= 100 and ours["largest child peak MB"] <= 300,
        ),
        Measure(
            f"Exportar {export['clients']:,} clientes a Excel",
            f"{export['wall_s']:.1f} s, {export['peak_mb']} MB",
            f"openpyxl solo {reference['wall_s']:.1f} s, {reference['peak_mb']} MB",
            export["wall_ratio"],
            "≤ 1.3 × y ≤ 64 MB",
            export["wall_ratio"] <= 1.3 and export["peak_mb"] <= 64,
        ),
    ]
