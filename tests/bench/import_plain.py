"""The plain way to import a list, as one would write it in an afternoon.

openpyxl reads, the libraries for phones and e-mail look at every cell, peewee inserts a thousand
rows at a time, a trigger keeps a full-text index; all in one transaction. It has no preview, finds
nothing that is wrong between rows, and keeps no audit log.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peewee import Model, SqliteDatabase, TextField

from aduanas_tui.domain.client_fields import CLIENT_FIELDS

_AT_ONCE = 1000
_KEYS = [item.key for item in CLIENT_FIELDS]
_SEARCHED = "name, rtn, city, phone, phone2, email, billing_email"
_PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1}

_database = SqliteDatabase(None, pragmas=_PRAGMAS)


class PlainClient(Model):
    """A client."""

    name = TextField(index=True)
    rtn = TextField(unique=True)
    kind = TextField()
    address = TextField()
    city = TextField()
    department = TextField(index=True)
    phone = TextField()
    phone2 = TextField()
    email = TextField()
    billing_email = TextField()
    website = TextField()
    notes = TextField()
    created_at = TextField()

    class Meta:
        """A table beside the office's own."""

        database = _database
        table_name = "plain_client"


def prepare(base: Path) -> None:
    """Give the plain way a catalogue of its own with the clients of the office."""
    _database.init(str(base))
    with _database.connection_context():
        columns = ", ".join([*_KEYS, "created_at"])
        _database.create_tables([PlainClient])
        _database.execute_sql(
            f"INSERT INTO plain_client ({columns}) SELECT {columns} FROM client ORDER BY id"
        )
        new = ", ".join(f"new.{column}" for column in _SEARCHED.split(", "))
        for statement in (
            f"CREATE VIRTUAL TABLE plain_index USING fts5({_SEARCHED}, content='plain_client', "
            "content_rowid='id', prefix='2 3', tokenize='unicode61 remove_diacritics 2')",
            "INSERT INTO plain_index(plain_index) VALUES ('rebuild')",
            "CREATE TRIGGER plain_client_index AFTER INSERT ON plain_client BEGIN INSERT INTO "
            f"plain_index(rowid, {_SEARCHED}) VALUES (new.id, {new}); END",
        ):
            _database.execute_sql(statement)
        _database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def run(base: Path, book: Path) -> int:
    """Import a workbook; return how many clients were created."""
    _database.init(str(base))
    created = 0
    with _database.connection_context(), _database.atomic():
        some: list[dict[str, Any]] = []
        for values in _clean(book):
            some.append(values)
            if len(some) == _AT_ONCE:
                created += _insert(some)
                some = []
        created += _insert(some)
    return created


def _insert(some: list[dict[str, Any]]) -> int:
    if some:
        PlainClient.insert_many(some).execute()
    return len(some)


def _clean(book: Path) -> Iterator[dict[str, Any]]:
    from openpyxl import load_workbook

    moment = datetime.now(UTC).isoformat()
    rows = load_workbook(book, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True)
    for row in rows:
        values = {
            key: "" if value is None else str(value).strip()
            for key, value in zip(_KEYS, row, strict=False)
        }
        values["rtn"] = "".join(filter(str.isdigit, values["rtn"])).zfill(14)
        for key in ("phone", "phone2"):
            values[key] = _phone(values[key])
        for key in ("email", "billing_email"):
            values[key] = _email(values[key])
        yield {**values, "created_at": moment}


def _phone(text: str) -> str:
    import phonenumbers

    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, "HN")
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_valid_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return text
