"""Anything that operators do, in any order, against a plain model and a scan of all of it."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.services.errors import (
    DuplicateRtnError,
    GoneError,
    NotAllowedError,
    StaleError,
)
from aduanas_tui.store import catalogue, listing, matching
from aduanas_tui.store.connection import database, rows, write_transaction
from aduanas_tui.store.listing import Listing, Order
from aduanas_tui.store.models import AuditEntry, CustomsFile
from aduanas_tui.store.opening import close_database, open_database
from tests import factories
from tests.consistency import assert_consistent
from tests.oracle import Known, listed

WORDS = (
    *("Café", "cafe", "Cafetal", "Ñandú", "Nandu", "Nube", "S.A.", "S. de R.L.", "C.V.", "24"),
    *("Distribuidora", "Distribuidores", "Distribuciones", "Importadora", "O'Connor", "2234"),
    *("[red]", "«Sol»", "Sol-Mar", "Ávila", "Zúñiga", "José", "0801", "de", "Grupo/Sol"),
)
PLACES = (
    ("Tegucigalpa", "Francisco Morazán"),
    ("Comayagüela", "Francisco Morazán"),
    ("Choloma", "Cortés"),
    ("La Ceiba", "Atlántida"),
)
EMAILS = (
    *("ventas@cafe.hn", "j.pineda@distribuidora-sol.com", "info@distribuidorasolar.hn"),
    *("cobros_1@nandu.example", "a@b.hn"),
)
PHONES = {
    "2234-5678": "+50422345678",
    "2234-0801": "+50422340801",
    "9988-7766": "+50499887766",
    "+1 305 555 0100": "+13055550100",
}
"""As typed and as stored."""

names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
phones = st.sampled_from(list(PHONES))
places = st.sampled_from(PLACES)
emails = st.sampled_from(EMAILS)
operators = st.sampled_from(["ana", "luis", "op3"])

pieces = st.one_of(
    names,
    st.sampled_from([*EMAILS, *PHONES, "+504 2234-5678", "504 9988", "354", "08019099", "000"]),
    st.sampled_from([word.upper() for word in WORDS]),
    st.integers(0, 30).map(factories.rtn),
    st.integers(0, 30).map(lambda number: factories.rtn(number)[8:]),
    st.tuples(st.sampled_from(["E-2026-{:03}", "e2026{:03}"]), st.integers(1, 30)).map(
        lambda drawn: drawn[0].format(drawn[1])
    ),
)
searches = st.lists(
    st.tuples(pieces, st.integers(1, 12), st.booleans()).map(
        lambda drawn: drawn[0][: drawn[1]] if drawn[2] else drawn[0]
    ),
    max_size=3,
).map(" ".join)
filters = st.fixed_dictionaries(
    {"active": st.sampled_from([True, True, None, False])},
    optional={
        "kind": st.sampled_from(["natural", "juridica"]),
        "department": places.map(lambda place: place[1]),
        "city": places.map(lambda place: place[0].upper()),
        "operations": st.booleans(),
    },
)


class OfficeMachine(RuleBasedStateMachine):
    """The office, and the same kept in dictionaries."""

    known_clients = Bundle("known_clients")
    known_contacts = Bundle("known_contacts")

    @initialize(tiny=st.booleans())
    def open(self, tiny: bool) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aduanas-machine-"))
        open_database(self.folder / "aduanas.db", create=True)
        factories.enroll()
        self.patch = pytest.MonkeyPatch()
        factories.narrow_gaps(self.patch)
        if tiny:
            self.patch.setattr(matching, "MOST_WORDS", 1)
            self.patch.setattr(listing, "LOOSE_BUDGET", 2)
            self.patch.setattr(listing, "SORTED_ON_THE_SPOT", 1)
            self.patch.setattr(listing, "WALK_BUDGET", 3)
        self.model: dict[int, Known] = {}
        self.versions: dict[tuple[str, int], int] = {}
        self.trail: list[tuple[Any, ...]] = []
        """What the audit log must hold."""
        self.next_number = 0

    def teardown(self) -> None:
        if not hasattr(self, "folder"):
            return
        assert_consistent()
        self._check_audit()
        self.patch.undo()
        close_database()
        database.init(None)
        shutil.rmtree(self.folder)

    # Clients

    @rule(
        target=known_clients,
        operator=operators,
        name=names,
        phone=phones,
        place=places,
        email=emails,
        is_natural=st.booleans(),
    )
    def register(
        self,
        operator: str,
        name: str,
        phone: str,
        place: tuple[str, str],
        email: str,
        is_natural: bool,
    ) -> int:
        self.next_number += 1
        start = "08012099" if is_natural else "08019099"
        typed = factories.client(
            self.next_number,
            name=name,
            rtn=factories.rtn(self.next_number, start),
            kind="natural" if is_natural else "juridica",
            phone=phone,
            city=place[0],
            department=place[1],
            email=email,
        )
        saved = clients.register(operator, typed, accept_warnings=True)
        values = typed | {"phone": PHONES[phone], "phone2": "", "billing_email": ""}
        values |= {"website": "", "notes": ""}
        self.model[saved.id] = Known(saved.id, values)
        self.versions["client", saved.id] = saved.version
        created = {key: [None, value] for key, value in values.items() if value}
        self._note(operator, "create", "client", saved.id, saved.id, name, created)
        return saved.id

    @rule(client_id=known_clients)
    def register_a_duplicate(self, client_id: int) -> None:
        known = self.model.get(client_id)
        if known is None:
            return
        typed = factories.client(999, rtn=known.values["rtn"])
        with pytest.raises(DuplicateRtnError) as refused:
            clients.register("ana", typed, accept_warnings=True)
        assert (refused.value.client_id, refused.value.active) == (client_id, known.active)

    @rule(
        client_id=known_clients,
        operator=operators,
        raw=st.fixed_dictionaries(
            {},
            optional={
                "name": names,
                "phone": phones,
                "phone2": phones | st.just(""),
                "email": emails,
                "billing_email": emails | st.just(""),
                "notes": st.sampled_from(["", "Nota", "Otra\nnota"]),
            },
        ),
        place=st.none() | places,
        is_stale=st.integers(0, 9).map(lambda drawn: drawn == 0),
    )
    def edit(
        self,
        client_id: int,
        operator: str,
        raw: dict[str, str],
        place: tuple[str, str] | None,
        is_stale: bool,
    ) -> None:
        if place is not None:
            raw = raw | {"city": place[0], "department": place[1]}
        version = self.versions.get(("client", client_id), 1) - is_stale

        def job() -> clients.Saved:
            return clients.edit(operator, client_id, version, raw, accept_warnings=True)

        known = self._refused(job, client_id, is_stale)
        if known is None:
            return
        after = {key: PHONES.get(value, value) for key, value in raw.items()}
        changes = {
            key: [known.values[key], value]
            for key, value in after.items()
            if known.values[key] != value
        }
        known.values |= after
        self._wrote(operator, "update", client_id, changes, job())

    @rule(client_id=known_clients, operator=operators, on=st.booleans())
    def switch(self, client_id: int, operator: str, on: bool) -> None:
        version = self.versions.get(("client", client_id), 1)
        service = clients.reactivate if on else clients.deactivate

        def job() -> clients.Saved:
            return service(operator, client_id, version)

        known = self._refused(job, client_id)
        if known is None:
            return
        if known.active == on:
            with pytest.raises(NotAllowedError):
                job()
            return
        known.active = on
        action = "reactivate" if on else "deactivate"
        self._wrote(operator, action, client_id, {"active": [not on, on]}, job())

    @rule(client_id=known_clients, operator=operators)
    def delete(self, client_id: int, operator: str) -> None:
        version = self.versions.get(("client", client_id), 1)

        def job() -> None:
            clients.delete(operator, client_id, version)

        known = self._refused(job, client_id)
        if known is None:
            return
        if known.has_operations:
            with pytest.raises(NotAllowedError, match="No se puede eliminar"):
                job()
            return
        job()
        del self.model[client_id]
        gone: dict[str, Any] = {key: [value, None] for key, value in known.values.items() if value}
        if known.contacts:
            gone["contacts"] = [list(known.contacts.values()), None]
        self._note(operator, "delete", "client", client_id, client_id, known.values["name"], gone)

    # Contacts

    @rule(
        target=known_contacts,
        client_id=known_clients,
        operator=operators,
        name=names,
        phone=phones | st.just(""),
        email=emails | st.just(""),
        wants_mark=st.booleans(),
    )
    def add_contact(
        self,
        client_id: int,
        operator: str,
        name: str,
        phone: str,
        email: str,
        wants_mark: bool,
    ) -> Any:
        typed = {"name": name, "phone": phone, "email": email}
        typed["is_primary"] = "si" if wants_mark else "no"

        def job() -> clients.Saved:
            return contacts.add(operator, client_id, typed, accept_warnings=True)

        known = self._refused(job, client_id)
        if known is None:
            return multiple()
        saved = job()
        values: dict[str, Any] = {"name": name, "position": "", "phone": PHONES.get(phone, "")}
        values |= {"email": email, "is_primary": wants_mark or not known.contacts}
        if values["is_primary"]:
            self._unmark(operator, known)
        known.contacts[saved.id] = values
        self.versions["contact", saved.id] = saved.version
        created = {key: [None, value] for key, value in values.items() if value != ""}
        self._note(operator, "create", "contact", saved.id, client_id, name, created)
        return client_id, saved.id

    @rule(
        contact=known_contacts,
        operator=operators,
        raw=st.fixed_dictionaries(
            {}, optional={"name": names, "phone": phones, "email": emails | st.just("")}
        ),
        mark=st.booleans(),
    )
    def edit_contact(
        self, contact: tuple[int, int], operator: str, raw: dict[str, str], mark: bool
    ) -> None:
        client_id, contact_id = contact
        version = self.versions["contact", contact_id]
        typed = raw | ({"is_primary": "si"} if mark else {})

        def job() -> clients.Saved:
            return contacts.edit(operator, contact_id, version, typed, accept_warnings=True)

        values = self._contact(job, contact)
        if values is None:
            return
        after: dict[str, Any] = {key: PHONES.get(value, value) for key, value in raw.items()}
        if mark:
            after["is_primary"] = True
        changes = {
            key: [values[key], value] for key, value in after.items() if values[key] != value
        }
        if "is_primary" in changes:
            self._unmark(operator, self.model[client_id])
        saved = job()
        values |= after
        if changes:
            self._note_contact(operator, client_id, contact_id, changes)
        assert saved.version == self.versions["contact", contact_id]

    @rule(contact=consumes(known_contacts), operator=operators)
    def remove_contact(self, contact: tuple[int, int], operator: str) -> None:
        client_id, contact_id = contact
        version = self.versions["contact", contact_id]

        def job() -> str | None:
            return contacts.remove(operator, contact_id, version)

        values = self._contact(job, contact)
        if values is None:
            return
        successor = job()
        known = self.model[client_id]
        del known.contacts[contact_id]
        gone = {key: [value, None] for key, value in values.items() if value != ""}
        self._note(operator, "delete", "contact", contact_id, client_id, values["name"], gone)
        if values["is_primary"] and known.contacts:
            oldest = min(known.contacts)
            assert successor == known.contacts[oldest]["name"]
            known.contacts[oldest]["is_primary"] = True
            self._note_contact(operator, client_id, oldest, {"is_primary": [False, True]})
        else:
            assert successor is None

    # Operations

    @rule(
        client_id=known_clients,
        day=st.dates(date(2026, 1, 1), date(2026, 1, 9)),
        is_annulled=st.booleans(),
    )
    def open_customs_file(self, client_id: int, day: date, is_annulled: bool) -> None:
        known = self.model.get(client_id)
        if known is None:
            return
        self.next_number += 1
        factories.customs_file(
            client_id,
            f"E-2026-{self.next_number:03}",
            opened_on=day,
            state="anulado" if is_annulled else "abierto",
        )
        known.documents.append((f"E-2026-{self.next_number:03}",))
        known.file_count += 1
        known.has_operations = True
        if not is_annulled:
            known.last_operation = max(known.last_operation, day.isoformat())

    @rule(client_id=known_clients)
    def drop_customs_files(self, client_id: int) -> None:
        known = self.model.get(client_id)
        if known is None:
            return
        with write_transaction():
            CustomsFile.delete().where(CustomsFile.client == client_id).execute()
            catalogue.recount(client_id)
        known.file_count, known.has_operations, known.last_operation = 0, False, ""
        known.documents.clear()

    # Reading

    @precondition(lambda self: self.model)
    @rule(
        typed=searches,
        chosen=filters,
        order=st.sampled_from(list(Order)),
        descending=st.booleans(),
        size=st.integers(1, 7),
    )
    def search(
        self, typed: str, chosen: dict[str, Any], order: Order, descending: bool, size: int
    ) -> None:
        wanted = Listing(parse_query(typed), Filters(**chosen), order, descending)
        whole = listed(self.model.values(), typed, order, descending, **chosen)
        found = lookup.page(wanted, 1_000)
        assert [row.id for row in found] == whole
        assert [row.id for row in lookup.page(wanted, size)] == whole[:size]
        backwards = lookup.page(wanted, size, backwards=True)
        assert [row.id for row in backwards] == whole[-size:]
        for place in range(0, len(whole), 3):
            after = lookup.page(wanted, size, mark=found[place])
            assert [row.id for row in after] == whole[place + 1 :][:size]
            upto = lookup.page(wanted, size, mark=found[place], backwards=True, inclusive=True)
            assert [row.id for row in upto] == whole[: place + 1][-size:]
        assert lookup.count(wanted) == len(whole)
        assert lookup.count(wanted, 2) == min(2, len(whole))

    # What always holds

    @invariant()
    def everything_is_as_known(self) -> None:
        if not hasattr(self, "folder"):
            return
        found = rows(
            "SELECT id, name, rtn, phone, phone2, active, file_count, last_operation, version "
            "FROM client ORDER BY id"
        )
        assert found == [
            (
                *(one.id, one.values["name"], one.values["rtn"], one.values["phone"]),
                *(one.values["phone2"], one.active, one.file_count, one.last_operation),
                self.versions["client", one.id],
            )
            for one in sorted(self.model.values(), key=lambda one: one.id)
        ]
        marks = rows("SELECT client_id, id, name, is_primary FROM contact ORDER BY client_id, id")
        assert marks == [
            (one.id, contact_id, values["name"], values["is_primary"])
            for one in sorted(self.model.values(), key=lambda one: one.id)
            for contact_id, values in sorted(one.contacts.items())
        ]

    @invariant()
    def derived_is_right(self) -> None:
        if hasattr(self, "folder"):
            assert_consistent()

    # Help

    def _refused(self, job: Any, client_id: int, is_stale: bool = False) -> Known | None:
        """Return the client, or ``None`` after checking that the job is rightly refused."""
        known = self.model.get(client_id)
        if known is None:
            with pytest.raises(GoneError):
                job()
            return None
        if is_stale:
            with pytest.raises(StaleError) as refused:
                job()
            assert refused.value.current == known.values | {"active": known.active}
            assert refused.value.version == self.versions["client", client_id]
            return None
        return known

    def _contact(self, job: Any, contact: tuple[int, int]) -> dict[str, Any] | None:
        """Return the contact, or ``None`` after checking that it is gone."""
        known = self.model.get(contact[0])
        if known is None or contact[1] not in known.contacts:
            with pytest.raises(GoneError):
                job()
            return None
        return known.contacts[contact[1]]

    def _wrote(
        self,
        operator: str,
        action: str,
        client_id: int,
        changes: dict[str, Any],
        saved: clients.Saved,
    ) -> None:
        if changes:
            self.versions["client", client_id] += 1
            name = self.model[client_id].values["name"]
            self._note(operator, action, "client", client_id, client_id, name, changes)
        assert saved.version == self.versions["client", client_id]

    def _unmark(self, operator: str, known: Known) -> None:
        for contact_id, values in known.contacts.items():
            if values["is_primary"]:
                values["is_primary"] = False
                self._note_contact(operator, known.id, contact_id, {"is_primary": [True, False]})

    def _note_contact(
        self, operator: str, client_id: int, contact_id: int, changes: dict[str, Any]
    ) -> None:
        self.versions["contact", contact_id] += 1
        name = self.model[client_id].contacts[contact_id]["name"]
        self._note(operator, "update", "contact", contact_id, client_id, name, changes)

    def _note(self, *entry: Any) -> None:
        self.trail.append(entry)

    def _check_audit(self) -> None:
        found = [
            (
                *(one.operator, one.action, one.entity, one.entity_id, one.client_id, one.label),
                one.changes,
            )
            for one in AuditEntry.select().order_by(AuditEntry.id)
        ]
        assert found == self.trail


TestOffice = OfficeMachine.TestCase
