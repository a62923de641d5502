"""How long a search takes, through the service that the screens use."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.services import lookup
from aduanas_tui.services.lookup import Listing, Order
from aduanas_tui.store.connection import execute, rows
from aduanas_tui.store.opening import open_database
from tests.bench.table import Measure, percentile, spread

PAGE = 22
TYPED = {
    "1 letra": ("d", "m", "s"),
    "2 letras": ("di", "ma", "se"),
    "3 letras": ("dis", "mar", "ser"),
    "5 letras": ("distr", "maria", "servi"),
    "10 letras": ("distribuid", "inversione", "cooperativ"),
    "palabra frecuente": ("distribuidora", "inversiones", "tegucigalpa"),
    "palabra rara": ("distribuidorax", "zzzz", "quetzaltec"),
    "varias palabras": ("maria lopez", "inversiones valle", "sa de cv san pedro"),
    "dígitos de RTN y teléfonos": ("0801", "080190", "05019077", "2234", "99"),
    "número de un documento": ("EXP-25-0419", "cot25008", "000-001-01-00001234", "000-001"),
    "la ciudad de otro departamento": ("tegucigalpa", "ceiba choloma", "tegucigalpa san pedro"),
    "palabras que nunca van juntas": ("sa rl", "gustavo distribuidora", "maria sa de cv"),
    "solo letras": ("a b c d e f g", "e", "de la", "el la los de y"),
    "comienzos largos y frecuentes": ("exampl", "tegucigalpita", "comercializadora", "transportes"),
    "RTN a medio escribir": ("08019071", "080190713", "0 8 0 1 9", "0801 9", "+504 99", "05"),
    "correos": ("ventas@distribuidora", "info@", "micorreo sa"),
}
FILTERS = {
    "sin filtro": Filters(),
    "con inactivos": Filters(active=None),
    "solo inactivos": Filters(active=False),
    "departamento": Filters(department="Cortés"),
    "departamento pequeño": Filters(department="Gracias a Dios"),
    "ciudad": Filters(city="La Ceiba", department="Atlántida"),
    "tipo": Filters(kind="juridica"),
    "tipo y sin operaciones": Filters(kind="natural", operations=False),
    "todo a la vez": Filters(
        kind="juridica", department="Francisco Morazán", city="Tegucigalpa", operations=True
    ),
    "filtros que se contradicen": Filters(department="Cortés", city="Tegucigalpa"),
}


def _times(work: Callable[[], Any], rounds: int) -> list[float]:
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return found


def _first_times(clients: int) -> Measure:
    """Return what searches take each of which comes after a save, so that all is read anew."""
    execute("CREATE TEMP TABLE saved (id INTEGER)")
    times: list[float] = []
    for text in (one for typed in TYPED.values() for one in typed):
        for filters in FILTERS.values():
            listing = Listing(parse_query(text), filters)
            execute("INSERT INTO saved VALUES (1)")
            times += _times(lambda it=listing: lookup.page(it, PAGE), 1)
    execute("DROP TABLE saved")
    return Measure(f"Buscar justo después de un guardado ({clients:,})", spread(times))


def measure(base: Path, clients: int, rounds: int) -> list[Measure]:
    """Return the lines of searching in ``base``."""
    open_database(base)
    found: list[Measure] = []
    all_pages: list[float] = []
    all_counts: list[float] = []
    for label, typed in TYPED.items():
        pages: list[float] = []
        for text in typed:
            for filters in FILTERS.values():
                listing = Listing(parse_query(text), filters)
                pages += _times(lambda it=listing: lookup.page(it, PAGE), rounds)
                all_counts += _times(lambda it=listing: lookup.count(it, 1_001), rounds)
        all_pages += pages
        found.append(Measure(f"Buscar, {label} ({clients:,})", spread(pages)))
    with_counts = [one + other for one, other in zip(all_pages, all_counts, strict=True)]
    found += [
        Measure(
            f"Buscar, todo lo anterior: primera página ({clients:,})",
            spread(all_pages),
            target="p95 ≤ 2, máx ≤ 16 ms",
            reached=percentile(all_pages, 0.95) <= 2 and max(all_pages) <= 16,
        ),
        Measure(
            f"Buscar, con la cuenta hasta 1,000 ({clients:,})",
            spread(with_counts),
            target="p95 ≤ 10 ms",
            reached=percentile(with_counts, 0.95) <= 10,
        ),
        _first_times(clients),
        _orders(clients, rounds),
        _record(clients, rounds),
    ]
    return found


def _orders(clients: int, rounds: int) -> Measure:
    times: list[float] = []
    for order in (Order.RTN, Order.CITY, Order.FILES, Order.LAST_OPERATION):
        for text in ("", "m", "mar", "distribuidora", "tegu", "maria lopez", "0801", "sa rl"):
            for filters in FILTERS.values():
                listing = Listing(parse_query(text), filters, order, descending=True)
                times += _times(lambda it=listing: lookup.page(it, PAGE), max(1, rounds // 2))
    return Measure(
        f"Otros órdenes, primera página ({clients:,})",
        spread(times),
        target="p95 ≤ 100 ms",
        reached=percentile(times, 0.95) <= 100,
    )


def _record(clients: int, rounds: int) -> Measure:
    ids = [one for (one,) in rows("SELECT id FROM client ORDER BY id LIMIT 1000")]
    step = max(1, len(ids) // 50)
    times: list[float] = []
    for client_id in ids[::step]:
        times += _times(lambda it=client_id: lookup.client_record(it), max(1, rounds // 2))
    return Measure(f"Leer una ficha ({clients:,})", spread(times))


def growth(small: list[Measure], large: list[Measure]) -> Measure:
    """Return what the first page of a search costs at the largest size beside the smallest."""

    def middle(measures: list[Measure]) -> float:
        line = next(one for one in measures if "todo lo anterior" in one.what)
        return float(line.value.split()[1])

    ratio = middle(large) / middle(small)
    return Measure(
        "Primera página: del menor al mayor catálogo (p50)",
        f"{middle(large):.2f} ms",
        f"{middle(small):.2f} ms",
        ratio,
        "≤ 3 ×",
        ratio <= 3,
    )
