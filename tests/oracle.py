"""The list of clients by brute force, written from the words of the specification alone.

"Every word typed must match the start of a word of the name, city, e-mail or of a contact's name
or e-mail, or the start of the RTN, of its last six digits, of any phone of the client or its
contacts or of its last four digits. Dots are dropped, e-mails split at punctuation, neighbouring
groups of digits tried joined and apart. One word, or groups of digits after one word or none, with
a digit and at least four letters and digits, also finds the clients of the documents with that
number, however it is separated, or, from six characters on, whose number begins so when they are
twenty at most."

Nothing here calls what it is compared with.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Known:
    """A client as the oracle knows it; phones are in E.164."""

    id: int
    values: dict[str, Any]
    active: bool = True
    file_count: int = 0
    has_operations: bool = False
    last_operation: str = ""
    contacts: dict[int, dict[str, Any]] = field(default_factory=dict)
    documents: list[tuple[str, ...]] = field(default_factory=list)
    """The numbers of each document: of a customs file its own and its declaration's."""

    def found_by(self, typed: str) -> bool:
        """Tell whether the typed words find this client."""
        starts = set(self._words())
        return all(
            any(
                all(any(word.startswith(part) for word in starts) for part in reading)
                for reading in readings
            )
            for readings in _conditions(typed)
        )

    def passes(
        self,
        kind: str = "",
        department: str = "",
        city: str = "",
        operations: bool | None = None,
        active: bool | None = True,
    ) -> bool:
        """Tell whether this client passes the filters."""
        return (
            kind in ("", self.values["kind"])
            and department in ("", self.values["department"])
            and (not city or _plain(city) == _plain(self.values["city"]))
            and operations in (None, self.has_operations)
            and active in (None, self.active)
        )

    def _words(self) -> Iterator[str]:
        people = list(self.contacts.values())
        for text in (self.values["name"], self.values["city"], *(one["name"] for one in people)):
            yield from _pieces(text.replace(".", ""))
        emails = [self.values["email"], self.values.get("billing_email", "")]
        for email in (*emails, *(one["email"] for one in people)):
            yield from _pieces(email)
        yield self.values["rtn"]
        yield self.values["rtn"][-6:]
        phones = [self.values["phone"], self.values.get("phone2", "")]
        for phone in (*phones, *(one["phone"] for one in people)):
            if phone:
                yield phone.removeprefix("+504").removeprefix("+")
                yield phone[-4:]
                if phone.startswith("+1"):
                    yield phone.removeprefix("+1")


def listed(
    known: Iterable[Known],
    typed: str = "",
    order: str = "name",
    descending: bool = False,
    **filters: Any,
) -> list[int]:
    """Return the ids of a listing in its order."""
    known = list(known)
    numbered = _found_by_number(known, typed)
    found = [
        one
        for one in known
        if one.passes(**filters) and (one.found_by(typed) or one.id in numbered)
    ]
    # Among equals names go from A to Z where the most or the newest come first.
    found.sort(key=_name_key, reverse=descending ^ (order in ("files", "last_operation")))
    keys = {
        "name": lambda one: 0,
        "rtn": lambda one: one.values["rtn"],
        "city": lambda one: alphabetical(one.values["city"]),
        "files": lambda one: one.file_count,
        "last_operation": lambda one: one.last_operation,
    }
    found.sort(key=keys[order], reverse=descending)
    return [one.id for one in found]


def _found_by_number(known: Iterable[Known], typed: str) -> set[int]:
    """Return the ids of the clients that have a document with the number that is typed."""
    letters = [char for char in typed if char.isalnum()]
    if len(letters) < 4 or not re.search("[0-9]", typed):
        return set()
    if any(re.search("[^-0-9.]", group) for group in typed.split()[1:]):
        return set()
    wanted = _unseparated(typed)
    documents = [
        (one.id, [_unseparated(number) for number in numbers if number])
        for one in known
        for numbers in one.documents
    ]
    begin = [one for one, keys in documents if any(key.startswith(wanted) for key in keys)]
    if len(wanted) >= 6 and len(begin) <= 20:
        return set(begin)
    return {one for one, keys in documents if wanted in keys}


def _unseparated(number: str) -> str:
    return re.sub("[-. ]", "", number).upper()


def _name_key(one: Known) -> Any:
    return (alphabetical(one.values["name"]), one.id)


def alphabetical(text: str) -> list[tuple[str, bool]]:
    """Return letters with whether they are ñ, which follows n; blanks between words."""
    letters: list[tuple[str, bool]] = []
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.replace(".", ""))):
        if letters:
            letters.append((" ", False))
        for letter in word.casefold():
            letters.extend((base, letter == "ñ") for base in _plain(letter))
    return letters


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in decomposed if not unicodedata.category(char).startswith("M"))


def _pieces(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _plain(text))


def _conditions(typed: str) -> list[list[list[str]]]:
    """Return what must be found: of each condition one reading, all of whose parts are found."""
    conditions: list[list[list[str]]] = []
    run: list[str] = []
    plus = False
    for chunk in typed.split():
        if "@" in chunk:
            conditions += _end(run, plus)
            conditions.append([_pieces(chunk), _pieces(chunk.replace(".", ""))])
            continue
        plus = plus if run else chunk.lstrip("(").startswith("+")
        for part in re.findall(r"[^\W_](?:[^\W_]|\.)*", _plain(chunk).lstrip(".")):
            whole = part.replace(".", "")
            if whole.isdecimal():
                run.append(whole)
                if len(run) == 5:
                    conditions += _end(run, plus)
                continue
            conditions += _end(run, plus)
            dotted = [piece for piece in part.split(".") if piece]
            as_email = [dotted] if len(dotted) > 1 and min(map(len, dotted)) > 1 else []
            conditions.append([[whole], *as_email])
    return conditions + _end(run, plus)


def _end(run: list[str], plus: bool) -> list[list[list[str]]]:
    """Return the condition of a run of digit groups, and empty the run."""
    groups = list(run)
    run.clear()
    if not groups:
        return []
    digits = "".join(groups)
    with_code = list(_joined(groups))
    if not digits.startswith("504") or digits == "504":
        return [with_code]
    national = [groups[0].removeprefix("504"), *groups[1:]]
    without_code = list(_joined([group for group in national if group]))
    if plus:
        return [without_code]
    if groups[0] == "504" or len(digits) >= 11:
        return [with_code + without_code]
    return [with_code]


def _joined(groups: list[str]) -> Iterator[list[str]]:
    """Return every way of joining neighbours."""
    if len(groups) == 1:
        yield groups
        return
    for rest in _joined(groups[1:]):
        yield [groups[0], *rest]
        yield [groups[0] + rest[0], *rest[1:]]
