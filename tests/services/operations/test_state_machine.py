"""Operations in any order, by any operator, against a plain model recounted from nothing.

Whatever was done: balances, payment states, counts and last operations are those of the model, the
audit log has an entry for each write, and no client with operations can be deleted.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from peewee import IntegrityError

from aduanas_tui.services import clients
from aduanas_tui.services.errors import (
    InvalidError,
    NotAllowedError,
    StaleError,
)
from aduanas_tui.services.impact import impact_of, operations_of
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.operations.documents import document
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.store.connection import database, execute, rows, write_transaction
from aduanas_tui.store.opening import close_database, open_database
from tests import factories
from tests.consistency import assert_consistent

FIRST = date(2026, 1, 1)
TODAY = date.today()
FLOW = (
    *("abierto", "en_digitacion", "preliquidado", "duca_registrada", "impuestos_pagados"),
    *("selectivo", "en_revision", "levante", "despachado", "facturado", "cerrado"),
)
BEFORE_RELEASE = FLOW[:7]
CENT = Decimal("0.01")


Key = tuple[Kind, int]


@dataclass
class Kept:
    """An operation as the model knows it."""

    kind: Kind
    client: int
    day: date
    links: dict[str, Key] = field(default_factory=dict)
    amount: Decimal = Decimal(0)
    currency: str = ""
    state: str = ""
    channel: str = ""
    annulled: bool = False
    version: int = 1
    steps: int = 0


days = st.integers(0, 60).map(lambda number: FIRST + timedelta(days=number))
amounts = st.integers(1, 30_000).map(lambda cents: Decimal(cents).scaleb(-2))
operators = st.sampled_from(["ana", "luis"])
currencies = st.sampled_from(["HNL", "USD"])


class OperationsMachine(RuleBasedStateMachine):
    """An office with few clients and what is done for them."""

    clients_ = Bundle("clients_")
    files = Bundle("files")
    quotes = Bundle("quotes")
    invoices = Bundle("invoices")
    payments = Bundle("payments")

    @initialize(target=clients_)
    def open(self) -> Any:
        self.folder = Path(tempfile.mkdtemp(prefix="aduanas-operations-"))
        open_database(self.folder / "aduanas.db", create=True)
        factories.enroll()
        self.people: dict[int, dict[str, Any]] = {}
        self.kept: dict[Key, Kept] = {}
        self.serial = 0
        self.writes = 0
        return multiple(self.register_client(), self.register_client())

    def teardown(self) -> None:
        if not hasattr(self, "folder"):
            return
        self.documents_are_as_kept()
        assert_consistent()
        assert rows("SELECT count(*) FROM audit_entry") == [(self.writes,)]
        close_database()
        database.init(None)
        shutil.rmtree(self.folder)

    # Clients

    @precondition(lambda self: len(self.people) < 3)
    @rule(target=clients_)
    def another_client(self) -> int:
        return self.register_client()

    def register_client(self) -> int:
        self.serial += 1
        saved = factories.register(self.serial)
        self.people[saved.id] = {"active": True, "version": 1}
        self.writes += 1
        return saved.id

    @rule(client=clients_)
    def turn(self, client: int) -> None:
        known = self.people.get(client)
        if known is None:
            return
        job = clients.deactivate if known["active"] else clients.reactivate
        known["version"] = job("ana", client, known["version"]).version
        known["active"] = not known["active"]
        self.writes += 1

    @rule(client=clients_)
    def delete_client(self, client: int) -> None:
        known = self.people.get(client)
        if known is None:
            return
        if self.of(client):
            with pytest.raises(NotAllowedError, match="No se puede eliminar: tiene"):
                clients.delete("ana", client, known["version"])
            with write_transaction(), pytest.raises(IntegrityError, match="with operations"):
                execute("DELETE FROM client WHERE id = ?", (client,))
            self.delete_from_outside(client)
        else:
            clients.delete("ana", client, known["version"])
            del self.people[client]
            self.writes += 1

    def delete_from_outside(self, client: int) -> None:
        """Try it as another program would, which may not even keep foreign keys."""
        with closing(sqlite3.connect(self.folder / "aduanas.db", timeout=30)) as other:
            with pytest.raises(sqlite3.IntegrityError):
                other.execute("DELETE FROM client WHERE id = ?", (client,))
            other.rollback()
            other.execute("PRAGMA foreign_keys = 1")
            for start in ("DELETE FROM client", "UPDATE client SET id = -1"):
                with pytest.raises(sqlite3.IntegrityError):
                    other.execute(f"{start} WHERE id = ?", (client,))
                other.rollback()

    # Registering

    def register(self, operator: str, kept: Kept, **raw: str) -> Any:
        """Return the new id, or nothing after seeing it rightly refused."""
        self.serial += 1
        info = INFO[kept.kind]
        raw = {info.day: kept.day.isoformat(), **raw}
        if kept.kind is Kind.INVOICE:
            raw["number"] = f"000-001-01-{self.serial:08}"
        elif kept.kind is not Kind.PAYMENT:
            raw["number"] = f"X-{self.serial}"
        for key, linked in kept.links.items():
            raw[key] = document(*linked).number

        def job() -> Any:
            return registering.register(operator, kept.kind, kept.client, raw, accept_warnings=True)

        if kept.client not in self.people:
            return multiple()
        if not self.people[kept.client]["active"]:
            with pytest.raises(NotAllowedError, match="reactívelo"):
                job()
            self.turn(kept.client)
        wrong = self.wrong_links(kept)
        if wrong:
            with pytest.raises(InvalidError) as refused:
                job()
            assert {one.field for one in refused.value.problems} & wrong
            if kept.kind is Kind.PAYMENT:
                return multiple()
            for key in wrong:
                del kept.links[key], raw[key]
        saved = job()
        self.kept[kept.kind, saved.id] = kept
        self.writes += 1
        return kept.kind, saved.id

    def wrong_links(self, kept: Kept) -> set[str]:
        wrong = set()
        for key, linked in kept.links.items():
            other = self.kept[linked]
            if (
                other.client != kept.client
                or other.annulled
                or (key == "quote" and other.state != "aceptada")
            ):
                wrong.add(key)
            elif kept.kind is Kind.PAYMENT and kept.amount > other.amount - self.paid(linked):
                wrong |= {"amount", "invoice"}
        return wrong

    @rule(target=files, operator=operators, client=clients_, day=days)
    def open_file(self, operator: str, client: int, day: date) -> Any:
        kept = Kept(Kind.CUSTOMS_FILE, client, day, state="abierto")
        return self.register(operator, kept)

    @rule(
        target=quotes,
        operator=operators,
        client=clients_,
        day=days,
        amount=amounts,
        currency=currencies,
        file=st.none() | files,
    )
    def offer(
        self,
        operator: str,
        client: int,
        day: date,
        amount: Decimal,
        currency: str,
        file: Key | None,
    ) -> Any:
        links = {} if file is None else {"customs_file": file}
        client = self.client_of(file, client)
        kept = Kept(Kind.QUOTE, client, day, links, amount, currency, "pendiente")
        return self.register(
            operator,
            kept,
            total=str(amount),
            currency=currency,
            operation_type="importacion",
            state="pendiente",
        )

    @rule(
        target=invoices,
        operator=operators,
        client=clients_,
        day=days,
        amount=amounts,
        currency=currencies,
        due=st.none() | st.integers(0, 600),
        file=st.none() | files,
        quote=st.none() | quotes,
    )
    def invoice(
        self,
        operator: str,
        client: int,
        day: date,
        amount: Decimal,
        currency: str,
        due: int | None,
        file: Key | None,
        quote: Key | None,
    ) -> Any:
        links = {"customs_file": file, "quote": quote}
        links = {key: linked for key, linked in links.items() if linked is not None}
        client = self.client_of(quote or file, client)
        kept = Kept(Kind.INVOICE, client, day, links, amount, currency)
        return self.register(
            operator,
            kept,
            subtotal=str(amount),
            isv="0",
            total=str(amount),
            currency=currency,
            due_on="" if due is None else (day + timedelta(days=due)).isoformat(),
        )

    @rule(target=invoices, operator=operators, quote=quotes, day=days)
    def bill(self, operator: str, quote: Key, day: date) -> Any:
        """Invoice a quote, accepted first where it can be."""
        kept = self.kept[quote]
        self.answer(operator, quote, "aceptada")
        amount, currency = kept.amount, kept.currency
        file = kept.links.get("customs_file")
        return self.invoice(operator, kept.client, day, amount, currency, None, file, quote)

    @rule(
        target=payments,
        operator=operators,
        invoice=invoices,
        day=days,
        share=st.sampled_from([0, 2, 2, 3, 1, 1]),
    )
    def pay(self, operator: str, invoice: Key, day: date, share: int) -> Any:
        """Pay all that is left of an invoice, a part, or a cent too much."""
        kept = self.kept[invoice]
        left = kept.amount - self.paid(invoice)
        amount = (left / share).quantize(CENT) if share else left + CENT
        links = {"invoice": invoice}
        made = Kept(Kind.PAYMENT, kept.client, day, links, max(amount, CENT), kept.currency)
        return self.register(operator, made, amount=str(made.amount), method="efectivo")

    @rule(target=payments, operator=operators, invoice=invoices, day=days)
    def pay_in_parts(self, operator: str, invoice: Key, day: date) -> Any:
        """Settle an invoice with three payments, as far as it still can be."""
        parts = [self.pay(operator, invoice, day, share) for share in (3, 2, 1)]
        return multiple(*(key for key in parts if isinstance(key, tuple)))

    # Changing

    def change(self, key: Key, job: Any, *, refused: Any = None) -> bool:
        """Do a job with the present version, after seeing it refused with an older one."""
        kept = self.kept[key]
        if kept.version > 1:
            with pytest.raises(StaleError):
                job(kept.version - 1)
        if refused is not None:
            with pytest.raises(refused):
                job(kept.version)
            return False
        saved = job(kept.version)
        assert saved.version in (kept.version, kept.version + 1)
        self.writes += saved.version - kept.version
        kept.version = saved.version
        return True

    @rule(
        operator=operators,
        file=files,
        state=st.sampled_from(FLOW),
        channel=st.sampled_from(["", "verde", "rojo"]),
        reason=st.sampled_from(["", "Error"]),
    )
    def move_anywhere(
        self, operator: str, file: Key, state: str, channel: str, reason: str
    ) -> None:
        self.move(operator, file, state, channel, reason)

    @rule(operator=operators, file=files, steps=st.integers(1, 7))
    def move_on(self, operator: str, file: Key, steps: int) -> None:
        kept = self.kept[file]
        for _ in range(steps):
            place = FLOW.index(kept.state) if not kept.annulled else len(FLOW)
            if place + 1 < len(FLOW):
                self.move(operator, file, FLOW[place + 1], "rojo", "")

    def move(self, operator: str, file: Key, state: str, channel: str, reason: str) -> None:
        kept = self.kept[file]
        channel_then = kept.channel or channel
        allowed = False
        if not kept.annulled:
            place, target = FLOW.index(kept.state), FLOW.index(state)
            if kept.state == "selectivo" and target > place:
                allowed = state == {"verde": "levante", "rojo": "en_revision"}.get(channel_then)
            else:
                allowed = target == place + 1
            green = kept.state == "levante" and kept.channel == "verde"
            before = "selectivo" if green else FLOW[place - 1] if place else ""
            allowed = allowed or (state == before and reason != "")
        refused = None if allowed else (InvalidError, NotAllowedError)
        done = self.change(
            file,
            lambda version: stepping.move(
                operator, file[1], version, state, channel=channel, reason=reason
            ),
            refused=refused,
        )
        if done:
            kept.state, kept.channel = state, channel_then
            kept.steps += 1

    @rule(
        operator=operators,
        quote=quotes,
        state=st.sampled_from(["aceptada", "aceptada", "rechazada", "pendiente"]),
    )
    def answer(self, operator: str, quote: Key, state: str) -> None:
        kept = self.kept[quote]
        hangs = self.hanging(quote)
        refused = kept.annulled or hangs or kept.state == state
        if self.change(
            quote,
            lambda version: stepping.answer(operator, quote[1], version, state),
            refused=NotAllowedError if refused else None,
        ):
            kept.state = state
            kept.steps += 1

    @rule(operator=operators, key=st.one_of(files, quotes, invoices, payments))
    def annul(self, operator: str, key: Key) -> None:
        kept = self.kept[key]
        held = kept.annulled or bool(self.hanging(key) and kept.kind is not Kind.CUSTOMS_FILE)
        held = held or (kept.kind is Kind.CUSTOMS_FILE and kept.state not in BEFORE_RELEASE)
        if self.change(
            key,
            lambda version: stepping.annul(operator, *key, version, "Error"),
            refused=NotAllowedError if held else None,
        ):
            kept.annulled = True
            kept.steps += 1

    @rule(operator=operators, payment=payments, amount=amounts, invoice=st.none() | invoices)
    def correct_payment(
        self, operator: str, payment: Key, amount: Decimal, invoice: Key | None
    ) -> None:
        kept = self.kept[payment]
        target = kept.links["invoice"] if invoice is None else invoice
        raw = {"amount": str(amount), "invoice": document(*target).number}
        other = self.kept[target]
        own = kept.amount if target == kept.links["invoice"] else Decimal(0)
        room = other.amount - self.paid(target) + own
        wrong = other.client != kept.client or other.annulled or amount > room
        refused = NotAllowedError if kept.annulled else InvalidError if wrong else None
        if self.change(
            payment,
            lambda version: registering.edit(
                operator, *payment, version, raw, accept_warnings=True
            ),
            refused=refused,
        ):
            kept.amount = amount
            kept.links["invoice"] = target

    @rule(operator=operators, invoice=invoices, amount=amounts, currency=currencies, day=days)
    def correct_invoice(
        self, operator: str, invoice: Key, amount: Decimal, currency: str, day: date
    ) -> None:
        kept = self.kept[invoice]
        changed = amount != kept.amount or currency != kept.currency
        held = changed and self.hanging(invoice)
        raw = {
            "subtotal": str(amount),
            "isv": "0",
            "total": str(amount),
            "currency": currency,
            "issued_on": day.isoformat(),
            "due_on": "",
        }
        self.correct(operator, invoice, raw, held)
        if not kept.annulled and not held:
            kept.amount, kept.currency, kept.day = amount, currency, day

    @rule(operator=operators, quote=quotes, amount=amounts, day=days)
    def correct_quote(self, operator: str, quote: Key, amount: Decimal, day: date) -> None:
        kept = self.kept[quote]
        held = amount != kept.amount and self.hanging(quote)
        raw = {"total": str(amount), "issued_on": day.isoformat(), "valid_until": "2199-01-01"}
        self.correct(operator, quote, raw, held)
        if not kept.annulled and not held:
            kept.amount, kept.day = amount, day

    @rule(operator=operators, file=files, day=days)
    def correct_file(self, operator: str, file: Key, day: date) -> None:
        kept = self.kept[file]
        self.correct(operator, file, {"opened_on": day.isoformat()}, False)
        if not kept.annulled:
            kept.day = day

    def correct(self, operator: str, key: Key, raw: dict[str, str], held: Any) -> None:
        self.change(
            key,
            lambda version: registering.edit(operator, *key, version, raw, accept_warnings=True),
            refused=NotAllowedError if self.kept[key].annulled else InvalidError if held else None,
        )

    # What always holds

    @precondition(lambda self: hasattr(self, "folder"))
    @invariant()
    def clients_count_what_they_have(self) -> None:
        found = rows(
            "SELECT id, active, file_count, has_operations, last_operation FROM client ORDER BY id"
        )
        expected = []
        for client, known in sorted(self.people.items()):
            own = self.of(client)
            files = [one for one in own if one.kind is Kind.CUSTOMS_FILE]
            latest = max((one.day.isoformat() for one in own if not one.annulled), default="")
            expected.append((client, known["active"], len(files), bool(own), latest))
        assert found == expected

    @precondition(lambda self: hasattr(self, "folder"))
    @invariant()
    def invoices_are_owed_what_is_not_paid(self) -> None:
        found = rows("SELECT id, total, paid, annulled_on IS NOT NULL FROM invoice ORDER BY id")
        expected = [
            (key[1], int(one.amount * 100), int(self.paid(key) * 100), one.annulled)
            for key, one in sorted(self.kept.items())
            if one.kind is Kind.INVOICE
        ]
        assert found == expected
        assert all(paid <= total for _, total, paid, _ in found)

    @precondition(lambda self: hasattr(self, "folder"))
    @invariant()
    def impact_tells_what_is_open(self) -> None:
        for client in self.people:
            own = self.of(client)
            counts = [
                sum(one.kind is kind for one in own)
                for kind in (Kind.CUSTOMS_FILE, Kind.QUOTE, Kind.INVOICE, Kind.PAYMENT)
            ]
            assert list(operations_of(client)) == counts
            impact = impact_of(client)
            assert impact.open_files == sum(
                one.kind is Kind.CUSTOMS_FILE and not one.annulled and one.state != "cerrado"
                for one in own
            )
            owed = {"HNL": Decimal(0), "USD": Decimal(0)}
            for key, one in self.kept.items():
                if one.kind is Kind.INVOICE and one.client == client and not one.annulled:
                    owed[one.currency] += one.amount - self.paid(key)
            assert dict(impact.balances) == {key: sum_ for key, sum_ in owed.items() if sum_}

    @precondition(lambda self: self.kept)
    @rule()
    def look_at_all(self) -> None:
        self.documents_are_as_kept()

    def documents_are_as_kept(self) -> None:
        for key, kept in self.kept.items():
            found = document(*key)
            assert (found.client_id, found.version) == (kept.client, kept.version)
            assert found.annulled == kept.annulled
            assert len(found.steps) == kept.steps
            assert found.values[INFO[kept.kind].day] == kept.day
            if kept.kind is Kind.CUSTOMS_FILE and not kept.annulled:
                assert found.state == kept.state
            if kept.kind is Kind.INVOICE:
                assert found.state == self.expected_state(key, found.values["due_on"])
            links = {linked.value: (linked, of_id) for linked, of_id in kept.links.values()}
            assert {one.kind.value: (one.kind, one.id) for one in found.up} == links

    # Help

    def client_of(self, link: Key | None, client: int) -> int:
        """Return the client of a link, or now and then another one, which is an error."""
        return client if link is None or link[1] % 4 == 3 else self.kept[link].client

    def of(self, client: int) -> list[Kept]:
        return [one for one in self.kept.values() if one.client == client]

    def hanging(self, linked: Key) -> list[Kept]:
        return [
            one for one in self.kept.values() if linked in one.links.values() and not one.annulled
        ]

    def paid(self, invoice: Key) -> Decimal:
        return sum((one.amount for one in self.hanging(invoice)), Decimal(0))

    def expected_state(self, invoice: Key, due_on: date | None) -> str:
        kept, paid = self.kept[invoice], self.paid(invoice)
        if kept.annulled:
            return "anulada"
        if paid == kept.amount:
            return "pagada"
        if due_on is not None and due_on < TODAY:
            return "vencida"
        return "parcial" if paid else "pendiente"


TestOperations = OperationsMachine.TestCase
TestOperations.settings = settings(
    max_examples=max(settings.default.max_examples // 3, 1),
    stateful_step_count=settings.default.stateful_step_count * 2,
    deadline=None,
)
