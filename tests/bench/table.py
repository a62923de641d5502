"""The table of measurements."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One line: what, how much, beside what in the same run, and what it should reach."""

    what: str
    value: str
    reference: str = ""
    ratio: float | None = None
    target: str = ""
    reached: bool | None = None


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value below which ``part`` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def spread(values: Sequence[float], unit: str = "ms") -> str:
    """Return median, 95th percentile and maximum."""
    middle = statistics.median(values)
    return f"p50 {middle:.2f} · p95 {percentile(values, 0.95):.2f} · máx {max(values):.2f} {unit}"


def lines(measures: Sequence[Measure]) -> list[str]:
    """Return the table as Markdown."""
    found = [
        "| Qué | Medido | Referencia de la misma corrida | Razón | Meta | ¿Alcanzada? |",
        "|---|---|---|---|---|---|",
    ]
    for one in measures:
        ratio = "" if one.ratio is None else f"{one.ratio:.2f} ×"
        reached = {True: "sí", False: "no", None: ""}[one.reached]
        found.append(
            f"| {one.what} | {one.value} | {one.reference} | {ratio} | {one.target} | {reached} |"
        )
    return found
