"""Operations that are exported and imported again are unchanged, whatever the texts are."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aduanas_tui.domain.fields import clean_record
from aduanas_tui.services import clients, demo
from aduanas_tui.services.exporting_operations import export_operations
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.lists import LISTS
from aduanas_tui.store import bulk_update
from aduanas_tui.store.connection import execute, rows, write_transaction
from tests import factories
from tests.consistency import assert_consistent
from tests.factories import OPERATOR
from tests.services.importing.test_round_trip import WORDS, office, texts

TABLES = ("payment", "invoice", "quote", "customs_file", "state_change")
DAYS = st.integers(0, 800).map(lambda n: date(2024, 1, 1) + timedelta(n))


def cleaned(kind: Kind, key: str, text: str) -> str:
    """Return a text as saving would store it, or a plain one when nothing of it can be."""
    typed = {key: text}
    record = clean_record(INFO[kind].fields, typed)
    return record.values[key] or ""


@st.composite
def offices(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return what to record for some clients: texts that break files, dates, amounts, links."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        words = st.sampled_from(WORDS) | texts(38)
        found.append(
            {
                "number": draw(words),
                "declaration": draw(words),
                "description": draw(texts(400)),
                "reference": draw(words),
                "day": draw(DAYS),
                "closed": draw(st.booleans()),
                "state": draw(st.sampled_from(("abierto", "levante", "cerrado", "anulado"))),
                "type": draw(st.sampled_from(("", "importacion", "exportacion"))),
                "regime": draw(st.sampled_from(("", "4000", "8000", "Otro régimen"))),
                "cents": draw(st.integers(1, 10**12)),
                "currency": draw(st.sampled_from(("HNL", "USD"))),
                "annulled": draw(st.booleans()),
                "linked": draw(st.booleans()),
                "payments": draw(st.lists(st.booleans(), max_size=3)),
                "serial": number,
            }
        )
    return found


def fill(catalogue: list[dict[str, Any]]) -> None:
    """Record invented operations as the services would have stored them."""
    for one in catalogue:
        serial, day = one["serial"], one["day"]
        client = factories.register(serial + 1, name=f"Casa {serial}")
        reason = cleaned(Kind.INVOICE, "annulment_reason", one["number"])
        annulled = {"annulled_on": day, "annulment_reason": reason} if one["annulled"] else {}
        file = factories.customs_file(
            client.id,
            f"{cleaned(Kind.CUSTOMS_FILE, 'number', one['number'])[:36]}#{serial}".strip(),
            opened_on=day,
            closed_on=day + timedelta(3) if one["closed"] else None,
            state=one["state"],
            annulment_reason=reason if one["state"] == "anulado" else "",
            # What has no direction gets that of its regime when it is saved.
            operation_type=one["type"] or ("importacion" if one["regime"] == "4000" else ""),
            regime=one["regime"],
            declaration=cleaned(Kind.CUSTOMS_FILE, "declaration", one["declaration"]),
            description=cleaned(Kind.CUSTOMS_FILE, "description", one["description"]),
        )
        linked = file if one["linked"] else None
        quote = factories.quote(
            client.id,
            f"COT {serial}",
            issued_on=day,
            valid_until=day,
            customs_file=linked,
            currency=one["currency"],
            total=Decimal(one["cents"]).scaleb(-2),
            description=cleaned(Kind.QUOTE, "description", one["description"]),
            **annulled,
        )
        subtotal, isv = Decimal(one["cents"]).scaleb(-2), Decimal("0.01")
        invoice = factories.invoice(
            client.id,
            f"000-001-01-{serial:08d}",
            issued_on=day,
            due_on=day if one["closed"] else None,
            currency=one["currency"],
            subtotal=subtotal,
            isv=isv,
            total=subtotal + isv,
            customs_file=linked,
            quote=quote if one["linked"] else None,
            **annulled,
        )
        for holds in one["payments"]:
            holds = holds and not annulled
            factories.payment(
                invoice,
                "0.01" if holds else "5.00",
                paid_on=day,
                reference=cleaned(Kind.PAYMENT, "reference", one["reference"]),
                **({} if holds else {"annulled_on": day, "annulment_reason": "x"}),
            )
        execute("UPDATE payment SET amount = 1 WHERE annulled_on IS NULL")
        if serial % 2:
            clients.deactivate(OPERATOR, client.id, client.version)


def imported(kind: Kind, path: Path, *, confirm: bool) -> dict[str, int]:
    session = ImportSession.begin(path, OPERATOR, what=LISTS[kind].name, offered=False)
    try:
        assert not session.doubtful
        assert not session.missing_required
        session.set_if_exists("actualizar")
        session.check()
        summary = session.summary()
        wrong = [one for one in session.placed() if one.action in ("error", "actualizar")]
        assert wrong == []
        if confirm:
            session.confirm()
    finally:
        session.discard()
    return {
        "crear": summary.crear,
        "sin_cambios": summary.sin_cambios,
        "con_problemas": summary.con_problemas if summary.sin_cambios else 0,
        "filas": summary.filas,
    }


def assert_round_trip(folder: Path) -> None:
    """Check the office at ``uno.db``: nothing changes; without its operations it gets the same."""
    with office(folder / "uno.db"):
        for kind, listed in LISTS.items():
            csv = folder / f"{listed.name}.csv"
            count = export_operations(listed, csv).count
            counts = {"crear": 0, "sin_cambios": count, "con_problemas": 0, "filas": count}
            book = folder / f"{listed.name}.xlsx"
            assert export_operations(listed, book).count == count
            # Both formats are read as the same; each kind tries one of them.
            path = csv if kind in (Kind.CUSTOMS_FILE, Kind.INVOICE) else book
            assert imported(kind, path, confirm=False) == counts
        clear()
        for kind, listed in LISTS.items():
            path = folder / f"{listed.name}{'.xlsx' if kind is Kind.CUSTOMS_FILE else '.csv'}"
            assert imported(kind, path, confirm=True)["sin_cambios"] == 0
        assert_consistent()
        for listed in LISTS.values():
            again = folder / f"otra-{listed.name}.csv"
            export_operations(listed, again)
            assert again.read_bytes() == (folder / f"{listed.name}.csv").read_bytes()


def clear() -> None:
    """Leave the clients, all active, without operations."""
    with write_transaction():
        execute("UPDATE client SET active = 1")
        for table in TABLES:
            execute(f"DELETE FROM {table}")
        bulk_update.recount([one for (one,) in rows("SELECT id FROM client")])


def _words() -> list[dict[str, Any]]:
    return [
        {
            "number": word,
            "declaration": word,
            "description": word,
            "reference": word,
            "day": date(2026, 1, 5),
            "closed": serial % 2 == 0,
            "state": "anulado" if serial % 5 == 0 else "abierto",
            "type": "",
            "regime": "4000" if serial % 3 else "",
            "cents": 10**serial % 10**12 + 1,
            "currency": "HNL",
            "annulled": serial % 4 == 0,
            "linked": True,
            "payments": [True, False, True],
            "serial": serial,
        }
        for serial, word in enumerate(WORDS)
    ]


@settings(
    deadline=None,
    max_examples=4,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(catalogue=offices())
@example(catalogue=_words())
def test_any_history_comes_back_as_it_was(
    state_folder: Path, catalogue: list[dict[str, Any]]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with office(folder / "uno.db"):
            fill(catalogue)
        assert_round_trip(folder)


@pytest.mark.parametrize("seed", [3])
def test_an_invented_office_comes_back_as_it_was(
    state_folder: Path, tmp_path: Path, seed: int
) -> None:
    demo.generate(tmp_path / "uno.db", clients=60, seed=seed)
    assert_round_trip(tmp_path)
