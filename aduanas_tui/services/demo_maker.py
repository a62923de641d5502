"""Makes the office of a demo: who comes when, what is done for them, and what is written of it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Any

from aduanas_tui.domain.text import sort_key
from aduanas_tui.services import audit, demo_clients
from aduanas_tui.services.demo_operations import Clients, Simulation
from aduanas_tui.services.demo_records import (
    AUDIT_COLUMNS,
    BATCH,
    CLIENT_COLUMNS,
    CONTACT_COLUMNS,
    DAYS,
    DAYS_BEFORE,
    OPERATOR,
    Calendar,
    Ledger,
)
from aduanas_tui.store import bulk
from aduanas_tui.store.catalogue import search_text_of
from aduanas_tui.store.columns import JsonField

AUDITED_ONE_BY_ONE = 20_000
"""Clients up to which each has its own entries in the audit log; beyond, one tells of the load."""

LIVELY = 20_000
"""Clients up to which an office is lively: some twelve operations each, with their steps and with
the client as kept on them; beyond, some three."""

_LIVELY_TAIL, _LEAN_TAIL = 0.88, 0.42
"""How unevenly work is spread: few clients bring much (exponent of a Pareto distribution)."""

_PERSONS_SHARE = 0.5
"""Natural persons without a business bring less: by this the exponent is cut."""

_MOST_STARTS = 180
_IDLE_SHARE = 0.1
_INACTIVE_SHARE = 0.03

_as_json = JsonField().db_value


class Stage(Enum):
    """What is under way while an office is made."""

    PLAN = "plan"
    OPERATIONS = "operations"
    CLIENTS = "clients"
    INDEX = "index"


Progress = Callable[[Stage, int, int], None]
"""Is told the stage, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Made:
    """How many rows of each kind were made."""

    clients: int
    inactive: int
    contacts: int
    customs_files: int
    quotes: int
    invoices: int
    payments: int


class Maker:
    """Makes one office, in a database that is being loaded.

    Only a few bytes of each client are kept between the passes; each pass makes anew what it
    needs of a client from the seed and its number.
    """

    def __init__(self, clients: int, seed: int, calendar: Calendar, progress: Progress) -> None:
        self._total = clients
        self._seed = seed
        self._calendar = calendar
        self._progress = progress
        self._ledger = Ledger(calendar, bulk.insert, keeps_steps=clients <= LIVELY)
        self._clients = Clients()
        self._agenda = [array("I") for _ in range(DAYS)]
        self._left_on: dict[int, int] = {}
        """Day on which each inactive client was deactivated."""
        self._contact_count = 0
        self._audits = _Audits(clients, calendar)

    def make(self) -> Made:
        """Write everything but the index."""
        places = bulk.ranks(self._plan())
        Simulation(
            self._seed,
            self._calendar,
            self._clients,
            self._agenda,
            self._ledger,
            lambda day: self._progress(Stage.OPERATIONS, day, DAYS),
        ).run()
        self._agenda.clear()
        self._write_clients(places)
        if self._total <= LIVELY:
            bulk.fill_parties()
        self._audits.write()
        self._progress(Stage.INDEX, 0, 1)
        counts = self._ledger.counts
        return Made(
            clients=self._total,
            inactive=len(self._left_on),
            contacts=self._contact_count,
            customs_files=counts["customs_file"],
            quotes=counts["quote"],
            invoices=counts["invoice"],
            payments=counts["payment"],
        )

    def _plan(self) -> Iterator[str]:
        """Yield the sort text of each client, and note who comes with something on which day."""
        rng = Random(f"{self._seed} agenda")
        tail = _LIVELY_TAIL if self._total <= LIVELY else _LEAN_TAIL
        known = self._clients
        for number in range(self._total):
            if number % BATCH == 0:
                self._progress(Stage.PLAN, number, self._total)
            who = demo_clients.identity_of(demo_clients.client_random(self._seed, number))
            known.places.append(who.place)
            known.lines.append(who.line)
            known.file_counts.append(0)
            known.latest.append(-1)
            known.busy.append(
                self._plan_client(rng, number, tail if who.slug else tail * _PERSONS_SHARE)
            )
            yield sort_key(who.name)

    def _plan_client(self, rng: Random, number: int, tail: float) -> bool:
        """Decide when a client comes with something; return whether it ever does."""
        first, last = max(0, self._registered_on(number)), DAYS - 1
        if rng.random() < _INACTIVE_SHARE and first < DAYS - 400:
            last = DAYS - 250
            self._left_on[number] = DAYS - rng.randint(10, 60)
        if rng.random() < _IDLE_SHARE:
            return False
        starts = min(_MOST_STARTS, int((1 - rng.random()) ** -tail))
        span = last - first + 1
        for _ in range(max(1, starts * span // DAYS)):
            day = first + int(rng.random() * span)
            if self._calendar.is_sunday[day] and day > first:
                day -= 1
            self._agenda[day].append(number)
        return True

    def _registered_on(self, number: int) -> int:
        return (DAYS_BEFORE + DAYS - 1) * number // self._total - DAYS_BEFORE

    def _write_clients(self, ranks: Iterator[int]) -> None:
        client_rows: list[tuple[Any, ...]] = []
        contact_rows: list[tuple[Any, ...]] = []
        for number, rank in zip(range(self._total), ranks, strict=True):
            rng = demo_clients.client_random(self._seed, number)
            who = demo_clients.identity_of(rng)
            values = demo_clients.client_values(rng, who, self._seed, number)
            contacts = demo_clients.contacts_of(rng, who)
            registered = self._calendar.moment(self._registered_on(number), number * 7)
            client_rows.append(self._client_row(number, rank, values, contacts, registered))
            for contact in contacts:
                self._contact_count += 1
                stamps = (1, registered, OPERATOR, registered, OPERATOR)
                contact_rows.append((self._contact_count, *stamps, number + 1, *contact.values()))
            self._audits.note(number, registered, values, self._left_on.get(number))
            if len(client_rows) == BATCH or number == self._total - 1:
                self._progress(Stage.CLIENTS, number, self._total)
                bulk.insert("client", CLIENT_COLUMNS, client_rows)
                bulk.insert("contact", CONTACT_COLUMNS, contact_rows)
                client_rows, contact_rows = [], []

    def _client_row(
        self,
        number: int,
        rank: int,
        values: dict[str, Any],
        contacts: list[dict[str, Any]],
        registered: str,
    ) -> tuple[Any, ...]:
        known = self._clients
        left_on = self._left_on.get(number)
        changed = registered if left_on is None else self._calendar.moment(left_on, number)
        is_busy = bool(known.busy[number])
        latest = known.latest[number]
        search_text = search_text_of(
            values,
            [(one["name"], one["phone"], one["email"]) for one in contacts],
            active=left_on is None,
            has_operations=is_busy,
        )
        row = {
            **values,
            "id": number + 1,
            "version": 1 if left_on is None else 2,
            "created_at": registered,
            "created_by": OPERATOR,
            "updated_at": changed,
            "updated_by": OPERATOR,
            "rank": rank,
            "active": left_on is None,
            "file_count": known.file_counts[number],
            "has_operations": is_busy,
            "last_operation": self._calendar.text(latest) if latest >= 0 else "",
            "sort_text": sort_key(values["name"]),
            "city_sort": sort_key(values["city"]),
            "search_text": search_text,
        }
        return tuple(row[column] for column in CLIENT_COLUMNS)


class _Audits:
    """The audit log of the load: an entry for each client, or one for all when there are many."""

    def __init__(self, clients: int, calendar: Calendar) -> None:
        self._total = clients
        self._calendar = calendar
        self._entries: list[tuple[Any, ...]] = []

    def note(
        self, number: int, registered: str, values: dict[str, Any], left_on: int | None
    ) -> None:
        """Note that a client was registered, and on which day it was deactivated, if it was."""
        if self._total > AUDITED_ONE_BY_ONE:
            return
        entry = (OPERATOR, "create", "client", number + 1, number + 1, values["name"])
        self._entries.append((registered, *entry, _as_json(audit.created(values))))
        if left_on is not None:
            moment = self._calendar.moment(left_on, number)
            entry = (OPERATOR, "deactivate", "client", number + 1, number + 1, values["name"])
            self._entries.append((moment, *entry, _as_json({"active": [True, False]})))

    def write(self) -> None:
        """Write the entries in the order of time."""
        if self._total > AUDITED_ONE_BY_ONE:
            label = f"{self._total:,} clientes de demostración"
            moment = self._calendar.moment(DAYS - 1, 0)
            self._entries = [(moment, OPERATOR, "create", "demo", 0, 0, label, _as_json({}))]
        self._entries.sort(key=lambda entry: str(entry[0]))
        bulk.insert("audit_entry", AUDIT_COLUMNS, self._entries)
