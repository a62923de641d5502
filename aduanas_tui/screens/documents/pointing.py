"""What a document points to: the fields that name others, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work

from aduanas_tui.screens.documents.offers import bare, owed_words, why_unfit
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.operations import linking
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.links import Linkable, linkable_by_number

if TYPE_CHECKING:
    from aduanas_tui.domain.problems import Problem
    from aduanas_tui.screens.documents.filling import Filling
    from aduanas_tui.screens.documents.offers import Offers
    from aduanas_tui.widgets.form import Form
    from aduanas_tui.widgets.texts import Plain


class PointsToOthers:
    """Mixin of the form of a document: it stands before the form's class."""

    if TYPE_CHECKING:
        form: Form
        extra_problems: dict[str, Problem]
        notify: Any
        refresh_keys: Any
        key_of: Any
        offered: Any
        _kind: Kind
        _client_id: int
        _offers: Offers
        _linked: Plain
        _visited: set[str]
        _filling: Filling

        def check(self, keys: set[str]) -> tuple[Problem, ...]:
            """Show what is wrong with fields."""

    _looking = 0
    """Documents that are being looked for."""
    _taken: dict[str, str]
    """The number of each link from which what follows was filled in."""

    @work(exclusive=True, group="links")
    async def _read_offers(self) -> None:
        try:
            linkables = await in_thread(lambda: self._offers.read(self._client_id))
        except ServiceError as error:
            self.notify(str(error), severity="error")
            linkables = {}
        self._offers.take(linkables)
        self._show_linked()
        self.refresh_keys()
        for key in self._offers.link_keys:
            if self._taken[key] and self._pointed(key) is None:
                self._look_for(key, self.form.row(key).raw, fill=False)

    def _pointed(self, key: str) -> Linkable | None:
        """Return the document that a field names, if it is known."""
        return self._offers.pointed(key, self.form.row(key).raw)

    def _take_link(self, key: str) -> None:
        """Fill in what follows from the document that a field names, once for each."""
        number = self.form.row(key).raw
        if not self._offers.is_read or self._taken[key] == bare(number):
            return
        self._taken[key] = bare(number)
        found = self._pointed(key)
        if found is not None and not why_unfit(found):
            self._fill_from(key, found)
        elif number.strip():
            self._look_for(key, number, fill=True)

    def _fill_from(self, key: str, found: Linkable) -> None:
        self.form.row(key).raw = found.number
        self._filling.linked(found)

    def _look_for(self, key: str, number: str, *, fill: bool) -> None:
        self._looking += 1
        self._read_linked(key, number, fill)

    @work(group="link")
    async def _read_linked(self, key: str, number: str, fill: bool) -> None:
        """Read a document that is not among those offered, and what is wrong with it."""
        try:
            found, problem = await in_thread(lambda: self._look_up(key, number))
        except ServiceError:
            return  # saving tries again, and says it
        finally:
            self._looking -= 1
        if found is not None:
            for one in (number, found.number):
                self._offers.know(key, one, found)
        if bare(number) != bare(self.form.row(key).raw):
            return
        if problem is not None and fill:
            self.extra_problems[key] = problem
        elif found is not None and fill:
            self._fill_from(key, found)
        self._show_linked()
        self.check(self._visited)

    def _look_up(self, key: str, number: str) -> tuple[Linkable | None, Problem | None]:
        """Return the document and why it cannot be pointed to, for a thread to read."""
        kind, client_id = self._kind, self._client_id
        named = {**dict.fromkeys(self._offers.link_keys, ""), key: number}
        _, problems = linking.resolve(kind, client_id, named, {key})
        return linkable_by_number(Kind(key), client_id, number), next(iter(problems), None)

    def _show_linked(self) -> None:
        """Show what is owed of the invoice that is paid."""
        if self._kind is not Kind.PAYMENT or not self._offers.is_read:
            return
        invoice = self._pointed("invoice")
        if invoice is not None:
            self._linked.show(f" {owed_words(invoice)}")
        elif any(self.offered(Kind.INVOICE)):
            self._linked.show(f" {self.key_of('choices')} muestra las facturas con saldo.")
        else:
            self._linked.show(" Este cliente no tiene facturas con saldo.")
