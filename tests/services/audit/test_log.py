"""The audit log tells of every write, whoever and whatever way: filters, pages, words."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aduanas_tui
from aduanas_tui.services import audit_log, audit_words, clients
from aduanas_tui.services.audit_log import AuditAction, AuditFilters, AuditKind
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.operations.kinds import INFO
from aduanas_tui.store import bulk
from aduanas_tui.store.columns import MomentField
from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests.factories import HOSTILE_NAMES, OPERATOR, add_contact, register, rtn
from tests.services.audit.jobs import JOBS, every_kind, last_id

EVERY = AuditFilters()
COLUMNS = ("at", "operator", "action", "entity", "entity_id", "client_id", "label", "changes")
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def written(*entries: dict[str, Any]) -> None:
    """Write entries as they are, a minute apart."""
    lines = []
    for number, one in enumerate(entries):
        moment = one.get("at", START + timedelta(minutes=number))
        values = {
            "operator": OPERATOR,
            "action": "update",
            "entity": "client",
            "entity_id": 1,
            "client_id": 1,
            "label": "",
            "changes": "{}",
            **one,
            "at": MomentField().db_value(moment),
        }
        lines.append(tuple(values[column] for column in COLUMNS))
    bulk.insert("audit_entry", COLUMNS, lines)


def ids(filters: AuditFilters = EVERY, size: int = 1_000, **more: Any) -> list[int]:
    return [one.id for one in audit_log.page(filters, size, **more)]


@pytest.mark.parametrize("service", JOBS)
def test_every_service_leaves_what_the_log_can_tell(
    service: str, office: Path, tmp_path: Path
) -> None:
    job, said = JOBS[service]
    job(tmp_path)
    entries = audit_log.page(EVERY, 100)
    assert said in [one.what for one in entries]
    for one in entries:
        detail = audit_log.entry_detail(one.id)
        is_client = one.client_name in ("Comercial Prueba 1", "Comercial Prueba 2")
        assert is_client is (one.entity not in (AuditKind.OPERATOR, AuditKind.OFFICE))
        assert detail.entry == one
        assert detail.changes or one.entity == AuditKind.OFFICE
        assert {change.label for change in detail.changes} & {"", "Otro dato"} == set()
        assert all(change.before != change.after for change in detail.changes)
        assert (detail.batch is not None) == (one.way != audit_log.BY_HAND)


def test_no_service_that_writes_is_missing() -> None:
    """Whoever writes an entry is called by one of the jobs above, or by a service that is."""
    folder = Path(aduanas_tui.__file__).parent / "services"
    writers = {
        path.relative_to(folder).with_suffix("").as_posix()
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("audit.record", "AuditLog", "insert_row")
    }
    assert writers == {
        "audit",
        "clients",
        "contacts",
        "importing/operations_undo",
        "importing/operations_writing",
        "importing/undo_clients",
        "importing/writing",
        "operations/writing",
        "operators",
        "verifying/repairing",
    }


def test_each_field_has_the_label_and_the_text_of_its_form(office: Path) -> None:
    client_id = register(1, notes="Una\nnota").id
    every_kind(client_id)
    tables = {kind.value: info.fields for kind, info in INFO.items()}
    for one in audit_log.page(EVERY, 100):
        fields = {item.label: item for item in tables.get(one.entity, clients.CLIENT_FIELDS)}
        for change in audit_log.entry_detail(one.id).changes:
            item = fields[change.label]
            assert item.clean(change.after).value not in (None, "")
            assert item.show(item.clean(change.after).value) == change.after


def test_values_are_shown_as_in_the_forms(office: Path) -> None:
    saved = register(1, phone="2234-5678")
    clients.edit(
        OPERATOR, saved.id, 1, {"phone": "9988-7766", "kind": "natural"}, accept_warnings=True
    )
    changes = audit_log.entry_detail(last_id()).changes
    assert [(one.label, one.before, one.after) for one in changes] == [
        ("Tipo", "Persona Jurídica", "Persona Natural"),
        ("Teléfono principal", "2234-5678", "9988-7766"),
    ]


def test_a_deletion_tells_all_that_went(office: Path) -> None:
    saved = register(1)
    add_contact(saved.id, 1, name="Suyapa Mejía", position="Jefa", phone="9988-7766", email="")
    clients.delete("ana", saved.id, 1)
    detail = audit_log.entry_detail(last_id())
    gone = {one.label: (one.before, one.after) for one in detail.changes}
    assert gone["Contactos"] == ("Suyapa Mejía (Jefa), 9988-7766, principal", "")
    assert gone["RTN"] == (clients.CLIENT_FIELDS[1].show(rtn(1)), "")
    assert (detail.entry.client_name, detail.entry.client_exists) == ("Comercial Prueba 1", False)


def test_pages_are_cut_by_entries(office: Path) -> None:
    written(*({"entity_id": number} for number in range(25)))
    newest_first = list(range(25, 0, -1))
    assert ids() == newest_first
    found, mark = [], None
    while some := ids(size=10, mark=mark):
        found += some
        mark = some[-1]
    assert found == newest_first
    assert ids(size=10, newer=True) == newest_first[-10:]
    assert ids(size=4, mark=10, newer=True) == [14, 13, 12, 11]
    assert ids(size=3, mark=10, inclusive=True) == [10, 9, 8]


WRITTEN = st.fixed_dictionaries(
    {
        "operator": st.sampled_from(["ana", "luis", "ñ'\""]),
        "action": st.sampled_from([*AuditAction, "otra"]),
        "entity": st.sampled_from([*AuditKind, "demo"]),
        "client_id": st.integers(0, 3),
        "at": st.integers(0, 5 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    }
)
DAYS = st.none() | st.dates(date(2025, 12, 31), date(2026, 1, 8))
FILTERS = st.builds(
    AuditFilters,
    operator=st.sampled_from(["", "ana", "ñ'\"", "nadie"]),
    since=DAYS,
    until=DAYS,
    client_id=st.none() | st.integers(0, 4),
    kind=st.sampled_from(["", *AuditKind]),
    action=st.sampled_from(["", *AuditAction]),
)


@settings(max_examples=15)
@given(entries=st.lists(WRITTEN, max_size=20), filters=st.lists(FILTERS, min_size=1, max_size=20))
def test_filters_show_what_they_say(
    entries: list[dict[str, Any]],
    filters: list[AuditFilters],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    open_database(tmp_path_factory.mktemp("log") / "log.db", create=True)
    try:
        entries.sort(key=lambda one: one["at"])
        written(*entries)
        known = dict(enumerate(entries, 1))
        for one in filters:
            assert ids(one) == [number for number in reversed(known) if _passes(known[number], one)]
    finally:
        close_database()
        database.init(None)


def _passes(entry: dict[str, Any], filters: AuditFilters) -> bool:
    day = entry["at"].astimezone().date()
    return (
        filters.operator in ("", entry["operator"])
        and (filters.since is None or day >= filters.since)
        and (filters.until is None or day <= filters.until)
        and filters.client_id in (None, entry["client_id"])
        and filters.kind in ("", entry["entity"])
        and filters.action in ("", entry["action"])
    )


def test_a_clock_that_went_back_hides_nothing(office: Path) -> None:
    hours = (0, 5, 1, 30, 26)
    written(*({"at": START + timedelta(hours=hour)} for hour in hours))
    day = (START + timedelta(hours=30)).astimezone().date()
    expected = [
        number
        for number, hour in enumerate(hours, 1)
        if (START + timedelta(hours=hour)).astimezone().date() == day
    ]
    assert ids(AuditFilters(since=day, until=day)) == expected[::-1]


def test_operators_are_those_who_did_anything(office: Path) -> None:
    assert audit_log.operators() == []
    written(*({"operator": name} for name in ("luis", "ana", "luis", "[/foo]", "ana")))
    assert audit_log.operators() == ["[/foo]", "ana", "luis"]


def test_clients_are_found_also_when_they_were_deleted(office: Path) -> None:
    kept, gone = register(1, name="Ferretería Ñandú"), register(2, name="Zapatería Ñandú")
    inactive = register(3, name="Librería Ñandú")
    clients.deactivate(OPERATOR, inactive.id, 1)
    clients.delete(OPERATOR, gone.id, 1)
    found = audit_log.clients_matching("nandu")
    assert {(one.id, one.exists) for one in found} == {
        (kept.id, True),
        (inactive.id, True),
        (gone.id, False),
    }
    (one,) = audit_log.clients_matching(rtn(2))
    assert (one.id, one.rtn) == (gone.id, clients.CLIENT_FIELDS[1].show(rtn(2)))
    assert audit_log.clients_matching("zapat") == [one]
    assert audit_log.clients_matching("no hay") == []
    assert audit_log.clients_matching(" - ") == []


def test_an_entry_that_is_not_there_is_said(office: Path) -> None:
    with pytest.raises(ServiceError, match="No existe el cambio 7"):
        audit_log.entry_detail(7)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_what_strangers_wrote_is_told_as_it_is(name: str) -> None:
    (change,) = audit_words.field_changes("client", {"name": [None, name]})
    assert (change.label, change.after) == ("Nombre o Razón Social", name)
    assert name in audit_words.sentence("update", "contact", name, {}, "")


@given(
    st.sampled_from([*AuditKind, "demo", ""]),
    st.dictionaries(
        st.sampled_from(["name", "active", "contacts", "total", "opened_on", "state", "raro"]),
        st.lists(st.none() | st.booleans() | st.integers() | st.text(), min_size=2, max_size=2)
        | st.text()
        | st.none(),
    ),
)
def test_whatever_was_stored_is_told(entity: str, changes: dict[str, Any]) -> None:
    found = audit_words.field_changes(entity, changes)
    assert {one.key for one in found} == changes.keys()
    assert all(one.label and one.label != one.key for one in found)
    for action in (*AuditAction, "otra"):
        for way in (audit_log.BY_HAND, audit_log.IMPORTED, audit_log.UNDONE):
            assert audit_words.sentence(action, entity, "x", changes, way)
