"""Two operators on the same records in any order: nobody overwrites what they have not seen.

Each has forms open, as the screens do: what was stored when it was opened, and what was typed. A
save that comes late is joined by the rule of ``domain.merging`` and tried again, possibly after
the other saved once more. A second model says what must be stored, and the log must tell of every
change from what the one who made it knew.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import show_record
from aduanas_tui.domain.merging import Choice, as_shown, merge
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.services.errors import GoneError, StaleError
from aduanas_tui.store.connection import database
from aduanas_tui.store.models import AuditEntry, Client, Contact
from aduanas_tui.store.opening import close_database, open_database
from tests import factories
from tests.consistency import assert_consistent

OPERATORS = ("ana", "luis")
TEXTS = {
    "name": ("Café Sol", "Café Luna", "CAFE SOL"),
    "city": ("Danlí", "Choloma", " danlí "),
    "address": ("Calle 1", "Calle 2"),
    "phone2": ("", "99887766", "9988-7766", "9911-2233"),
    "notes": ("", "Debe", "Debe\nmucho", "Paga"),
}
"""What is typed; some is stored as another is."""
CONTACT_TEXTS = {
    "name": ("Suyapa", "Zoila"),
    "position": ("", "Jefa", "jefa"),
    "email": ("a@b.hn",),
}

operators = st.sampled_from(OPERATORS)
kinds = st.sampled_from(["client", "contact"])
choices = st.sampled_from(list(Choice))


typings = {
    kind: st.fixed_dictionaries(
        {}, optional={key: st.sampled_from(it) for key, it in texts.items()}
    )
    for kind, texts in (("client", TEXTS), ("contact", CONTACT_TEXTS))
}


@dataclass
class Form:
    """A form that is open."""

    version: int
    base: dict[str, str]
    typed: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    """What its operator last knew to be stored."""


@cache
def _office() -> Path:
    """Make the office that each run gets a copy of."""
    path = Path(tempfile.mkdtemp(prefix="aduanas-two-")) / "aduanas.db"
    atexit.register(shutil.rmtree, path.parent)
    open_database(path, create=True)
    factories.enroll()
    factories.add_contact(factories.register(1).id)
    close_database()
    return path


class TwoOperators(RuleBasedStateMachine):
    """One client with one contact, and two who edit them."""

    @initialize()
    def open_office(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aduanas-two-"))
        shutil.copy(_office(), self.folder / "aduanas.db")
        open_database(self.folder / "aduanas.db")
        self.client_id = Client.get().id
        self.ids = {"client": self.client_id, "contact": Contact.get().id}
        self.tables = {"client": CLIENT_FIELDS, "contact": CONTACT_FIELDS}
        self.forms: dict[tuple[str, str], Form] = {}
        self.model = {kind: self._shown(kind) for kind in self.ids}
        self.heard = AuditEntry.select().count()
        self.is_active = True

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            assert_consistent()
            close_database()
            database.init(None)
            shutil.rmtree(self.folder)

    # -- what the operators do ---------------------------------------------------------------

    @rule(who=operators, kind=kinds, data=st.data())
    def edits(self, who: str, kind: str, data: st.DataObject) -> None:
        """Type into a form; into a new one, unless it is open."""
        if (who, kind) not in self.forms:
            stored = self._record(kind)
            shown = show_record(self.tables[kind], stored.values)
            self.forms[who, kind] = Form(stored.version, shown, known=dict(shown))
        self.forms[who, kind].typed |= data.draw(typings[kind])

    @precondition(lambda self: self.forms)
    @rule(data=st.data(), again=st.booleans())
    def saves(self, data: st.DataObject, again: bool) -> None:
        """Save; when it comes late, decide, and perhaps let the other be faster once more."""
        who, kind = data.draw(st.sampled_from(sorted(self.forms)))
        form = self.forms[who, kind]
        late = self._record(kind).version != form.version
        try:
            self._save(who, kind, form)
        except StaleError as error:
            assert late
            self._decide(kind, form, error, data)
            if again:
                self._save(who, kind, form)
        else:
            assert not late

    @rule(who=operators, data=st.data())
    def deactivates(self, who: str, data: st.DataObject) -> None:
        """Change the state from the version that a form was opened with, which may be old."""
        form = self.forms.get((who, "client"))
        version = form.version if form is not None else self._record("client").version
        job = clients.deactivate if self.is_active else clients.reactivate
        late = version != self._record("client").version
        try:
            job(who, self.client_id, version)
        except StaleError as error:
            assert late and error.version == self._record("client").version
        else:
            assert not late
            self.is_active = not self.is_active
            self.heard += 1

    # -- how ---------------------------------------------------------------------------------

    def _save(self, who: str, kind: str, form: Form) -> None:
        raw = {key: text for key, text in form.typed.items() if text != form.base[key]}
        service: Any = clients.edit if kind == "client" else contacts.edit
        service(who, self.ids[kind], form.version, raw, accept_warnings=True)
        before = self.model[kind]
        after = before | as_shown(self.tables[kind], raw)
        changed = {key for key in after if after[key] != before[key]}
        for key in changed:
            assert form.known[key] == before[key], "nobody overwrites what they do not know of"
        if changed:
            self.heard += 1
            entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
            assert (entry.operator, entry.entity) == (who, kind)
            told = {
                key: [self._text(kind, key, it) for it in pair]
                for key, pair in entry.changes.items()
            }
            assert told == {key: [before[key], after[key]] for key in changed}
        self.model[kind] = after
        del self.forms[who, kind]

    def _decide(self, kind: str, form: Form, error: StaleError, data: st.DataObject) -> None:
        """Join as the screens do; a second reading of the rule says what must come of it."""
        theirs = show_record(self.tables[kind], error.current)
        assert theirs == self.model[kind]
        mine = {**form.base, **as_shown(self.tables[kind], form.typed)}
        found = merge(form.base, mine, theirs)
        decided = {one.key: data.draw(choices, label=one.key) for one in found.conflicts}
        chosen = dict(decided)
        wanted = {}
        for key, now in theirs.items():
            if mine[key] == form.base[key] or mine[key] == now:
                wanted[key] = now
            elif form.base[key] == now:
                wanted[key] = mine[key]
            else:
                by = {Choice.BASE: form.base[key], Choice.MINE: mine[key], Choice.THEIRS: now}
                wanted[key] = by[chosen.pop(key)]
        assert not chosen, "only what both changed is asked about"
        form.typed = found.to_store(decided)
        assert theirs | form.typed == wanted
        form.base, form.known, form.version = theirs, dict(theirs), error.version

    def _record(self, kind: str) -> Any:
        record = lookup.client_record(self.client_id)
        return record if kind == "client" else record.contacts[0]

    def _shown(self, kind: str) -> dict[str, str]:
        return show_record(self.tables[kind], self._record(kind).values)

    def _text(self, kind: str, key: str, value: Any) -> str:
        (item,) = [one for one in self.tables[kind] if one.key == key]
        return item.show(value)

    # -- what must hold ----------------------------------------------------------------------

    @invariant()
    def what_is_stored_is_what_was_agreed(self) -> None:
        if hasattr(self, "model"):
            assert {kind: self._shown(kind) for kind in self.ids} == self.model
            assert AuditEntry.select().count() == self.heard
            assert Client.get().active == self.is_active


def test_deleted_while_both_have_it_open(office: Path) -> None:
    saved = factories.register(1)
    clients.delete("ana", saved.id, saved.version)
    for job in (
        lambda: clients.edit("luis", saved.id, saved.version, {"city": "Danlí"}),
        lambda: clients.delete("luis", saved.id, saved.version),
    ):
        try:
            job()
        except GoneError as error:
            assert error.change is not None and error.change.operator == "ana"
        else:
            raise AssertionError("it is gone")


TestTwoOperators = TwoOperators.TestCase
TestTwoOperators.settings = settings(settings.default, max_examples=20, stateful_step_count=25)
