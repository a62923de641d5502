"""What a save costs: one by one, by many writers at once, and into one gap of the order."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from unittest.mock import patch

from aduanas_tui.services import clients, lookup
from aduanas_tui.services.errors import StaleError
from aduanas_tui.services.operations import registering
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.proposing import proposal
from aduanas_tui.store import catalogue, index
from aduanas_tui.store.connection import rows, write_transaction
from aduanas_tui.store.opening import close_database, open_database
from aduanas_tui.store.rank_room import Move
from tests.bench.table import Measure, percentile, spread
from tests.factories import STAMPS, client, enroll, rtn, stored

WRITERS = 20


def _edit(client_id: int, number: int) -> float:
    """Edit a client as often as it takes to be first, and return the milliseconds of the save."""
    while True:
        version = lookup.client_record(client_id).version
        began = time.perf_counter()
        try:
            clients.edit(
                "banco", client_id, version, {"notes": f"Nota {number}"}, accept_warnings=True
            )
        except StaleError:
            continue
        return (time.perf_counter() - began) * 1000


def measure(
    base: Path, size: int, saves: int, names: int, *, every_order: bool = False
) -> list[Measure]:
    """Return the lines of saving in ``base``, which is written to.

    Args:
        base: the office.
        size: its clients.
        saves: of each kind.
        names: that come into the same gap in their order, and a tenth of them in other orders.
        every_order: as many in every order.

    """
    open_database(base)
    enroll("banco")
    ids = [one for (one,) in rows("SELECT id FROM client ORDER BY id LIMIT 5000")]
    random = Random(7)
    times = [_edit(random.choice(ids), number) for number in range(saves)]
    p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
    found = [
        Measure(
            f"Guardar un cambio, durable ({size:,})",
            f"{spread(times)}; p99 {p99:.2f}",
            target="p50 ≤ 2, p99 ≤ 10 ms",
            reached=p50 <= 2 and p99 <= 10,
        )
    ]
    times = []
    for number in range(saves):
        name = f"Zeta en medio {random.random():.12f}"
        # A year that the invented offices do not use.
        raw = client(number, name=name, rtn=rtn(number, "01019055"))
        began = time.perf_counter()
        clients.register("banco", raw, accept_warnings=True)
        times.append((time.perf_counter() - began) * 1000)
    found.append(Measure(f"Registrar nombres en un mismo hueco ({size:,})", spread(times)))
    found += [
        one_gap(size, names if every_order or not place else names // 10, order)
        for place, order in enumerate(_ORDERS)
    ]
    found += _operations(size, saves)
    close_database()
    # A few saves are a trial of the measurement itself: then a few writers will do.
    found.append(_writers(base, size, min(WRITERS, saves // 5), max(5, saves // 10)))
    return found


class _TakenBackError(Exception):
    """The names were only tried: what is measured next finds the office as it was."""


def one_gap(size: int, names: int, order: str) -> Measure:
    """Return the line of so many names that all come between the same two.

    The worst there is for the ranks: without room between them, others must move. Commits are not
    what is measured here, so there is none.
    """
    ((at_first,),) = rows("SELECT name FROM client ORDER BY rank LIMIT 1 OFFSET 9")
    numbers = _ORDERS[order](names)
    times: list[float] = []
    moved = 0
    move = index.move

    def counting(moves: Sequence[Move]) -> None:
        nonlocal moved
        moved += len(moves)
        move(moves)

    with suppress(_TakenBackError), patch.object(index, "move", counting), write_transaction():
        for number in numbers:
            values = stored(client(number, name=f"{at_first} {number:07d}"))
            values["rtn"] = rtn(number, "01019155")
            began = time.perf_counter()
            catalogue.insert_client(values, STAMPS)
            times.append((time.perf_counter() - began) * 1000)
        raise _TakenBackError
    mean = statistics.mean(times)
    ends = [statistics.mean(one) for one in (times[: names // 5], times[-(names // 5) :])]
    return Measure(
        f"{names:,} nombres {order} en un mismo hueco ({size:,})",
        f"media {mean:.2f} ms; {moved / names:.2f} vecinos corridos por nombre; "
        f"p99 {percentile(times, 0.99):.1f} · máx {max(times):.0f} ms",
        f"la primera quinta parte {ends[0]:.2f} ms",
        ends[1] / ends[0],
        "media ≤ 2 ms, la última quinta parte ≤ 1.5 ×",
        mean <= 2 and ends[1] / ends[0] <= 1.5,
    )


def _shuffled(names: int) -> list[int]:
    numbers = list(range(names))
    Random(5).shuffle(numbers)
    return numbers


_ORDERS: dict[str, Callable[[int], Sequence[int]]] = {
    "en orden": range,
    "en orden inverso": lambda names: range(names)[::-1],
    "en desorden": _shuffled,
}


def _operations(size: int, saves: int) -> list[Measure]:
    """Return the lines of an operator who opens forms of files, saves them and takes payments."""
    ids = [
        one
        for (one,) in rows("SELECT id FROM client WHERE active = 1 ORDER BY id LIMIT ?", (saves,))
    ]
    opening, saving, paying = [], [], []
    for client_id in ids:
        began = time.perf_counter()
        raw = proposal(Kind.CUSTOMS_FILE, client_id).raw
        proposed = time.perf_counter()
        registering.register(
            "banco", Kind.CUSTOMS_FILE, client_id, raw, proposed_number=raw["number"]
        )
        opening.append((proposed - began) * 1000)
        saving.append((time.perf_counter() - proposed) * 1000)
    owed = rows(
        "SELECT invoice.id, client_id FROM invoice JOIN client ON client.id = client_id "
        "WHERE active = 1 AND annulled_on IS NULL AND paid < total ORDER BY invoice.id LIMIT ?",
        (saves,),
    )
    for invoice_id, client_id in owed:
        raw = proposal(Kind.PAYMENT, client_id, invoice_id=invoice_id).raw
        began = time.perf_counter()
        registering.register(
            "banco", Kind.PAYMENT, client_id, raw | {"method": "Efectivo"}, accept_warnings=True
        )
        paying.append((time.perf_counter() - began) * 1000)
    return [
        Measure(f"Proponer un expediente nuevo ({size:,})", spread(opening)),
        Measure(f"Registrar un expediente, durable ({size:,})", spread(saving)),
        Measure(f"Registrar un pago, durable ({size:,})", spread(paying)),
    ]


def _writers(base: Path, size: int, writers: int, saves: int) -> Measure:
    command = [sys.executable, "-m", "tests.bench.saving", str(base), str(saves)]
    running = [
        subprocess.Popen(
            [*command, str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for seed in range(writers)
    ]
    for one in running:  # all begin when the last one is ready
        assert one.stdout is not None
        one.stdout.readline()
    times: list[float] = []
    failures = 0
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in running:
        output, _ = one.communicate()
        failures += one.returncode != 0
        times += [float(word) for word in output.split()]
    return Measure(
        f"{writers} procesos guardando a la vez ({size:,})",
        f"{spread(times)}; fallos {failures}",
        target="máx ≤ 150 ms, 0 fallos",
        reached=max(times) <= 150 and failures == 0,
    )


def main() -> None:
    """Be one writer: edit, and print the milliseconds of each save."""
    base, saves, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    open_database(base)
    ids = [one for (one,) in rows("SELECT id FROM client ORDER BY id LIMIT 50")]
    random = Random(seed)
    print("listo", flush=True)
    sys.stdin.readline()
    for number in range(saves):
        print(f"{_edit(random.choice(ids), number):.3f}")


if __name__ == "__main__":
    main()
