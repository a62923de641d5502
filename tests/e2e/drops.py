"""Many drops, in a table: ``python -m tests.e2e.drops --veces 100``.

Each time a form is half filled in the real program, its line is lost, and the program is opened
again: all that was typed has to come back, and no process may outlive its terminal by two seconds.
With ``--ssh`` also over a real sshd on loopback (needs root and ``openssh-server``).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.dropping import HALVES, WAYS, Drop, drop
from tests.e2e.office import make_office

LONGEST = 2.0
"""Seconds that a process may outlive its terminal."""


@dataclass
class Row:
    """What came of the drops of one way."""

    way: str
    drops: int = 0
    restored: int = 0
    slowest: float = 0.0

    def add(self, dropped: Drop) -> None:
        """Count one."""
        self.drops += 1
        self.restored += not dropped.missing
        self.slowest = max(self.slowest, dropped.seconds)

    @property
    def is_good(self) -> bool:
        """Whether all came back, and no process stayed."""
        return self.drops == self.restored and self.slowest <= LONGEST


def run(times: int, ssh: bool = False) -> list[Row]:
    """Drop the line so many times, by one way after the other; return a row for each way."""
    rows = {way: Row(way) for way in WAYS}
    with tempfile.TemporaryDirectory(prefix="aduanas-cortes-") as folder:
        base = Path(folder) / "aduanas.db"
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "estado")
        make_office(base)
        for number in range(times):
            way = list(WAYS)[number % len(WAYS)]
            half = HALVES[(number + number // len(WAYS)) % len(HALVES)]
            dropped = drop(base, way, half)
            rows[way].add(dropped)
            if dropped.missing:
                print(f"\n{way}, {half.name}: falta {dropped.missing}", file=sys.stderr)
            print(f"\r\x1b[K{number + 1} de {times}", end="", file=sys.stderr, flush=True)
    print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    found = list(rows.values())
    if ssh:
        from tests.e2e.ssh.dropping import WAYS as ssh_ways  # noqa: N811
        from tests.e2e.ssh.dropping import drop_connections

        over_ssh = {way: Row(way) for way in ssh_ways}
        for way, dropped in drop_connections(max(1, times // len(WAYS))):
            over_ssh[way].add(dropped)
        found += over_ssh.values()
    return [row for row in found if row.drops]


def table(rows: Sequence[Row]) -> str:
    """Return the rows as they are printed."""
    lines = [f"{'Cómo se perdió la línea':32}{'Cortes':>8}{'Vuelven':>9}{'Fin, a lo sumo':>16}"]
    lines += [f"{row.way:32}{row.drops:8}{row.restored:9}{row.slowest:14.2f} s" for row in rows]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Drop, print the table; status 1 when something was lost or a process stayed."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.drops", description=__doc__)
    parser.add_argument("--veces", type=int, default=100, help="cuántos cortes en total")
    parser.add_argument("--ssh", action="store_true", help="también por un sshd verdadero")
    options = parser.parse_args(arguments)
    rows = run(options.veces, options.ssh)
    print(table(rows))
    return 0 if all(row.is_good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
