"""The form made from a table of fields."""

from __future__ import annotations

from textual import on
from textual.app import App, ComposeResult

from aduanas_tui.domain.cleaning import clean_text
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import Field, FieldTable
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.terminal.theme import ERROR_STYLE, WARNING_STYLE
from aduanas_tui.widgets.entry import ChoiceField, SuggestField, WrittenField
from aduanas_tui.widgets.form import Form, Helpers
from aduanas_tui.widgets.text_block import TextBlock
from aduanas_tui.widgets.texts import Plain
from tests.helpers import press, settle

NOTES = Field(
    key="notes",
    label="Notas",
    column="notas",
    max_length=100,
    clean=lambda raw: clean_text("notes", 100, raw),
    multiline=True,
)
FIELDS = FieldTable((*CONTACT_FIELDS, NOTES))
HELPERS = Helpers(suggest={"position": lambda: ("Gerente",)}, write={"phone": str.upper})


class Filler(App[None]):
    """A form, and what it tells."""

    def __init__(self, **raw: str) -> None:
        super().__init__()
        self.raw = raw
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        self.form = Form(FIELDS, self.raw, HELPERS)
        yield self.form

    def on_mount(self) -> None:
        self.form.focus_first()

    @on(Form.Left)
    def left(self, event: Form.Left) -> None:
        self.told.append(f"left {event.key}")

    @on(Form.Edited)
    def edited(self, event: Form.Edited) -> None:
        self.told.append(f"edited {event.key}")


def problem(key: str, level: Level = Level.ERROR, message: str = "Mal.") -> Problem:
    return Problem(key, level, "code", message)


def shown(app: Filler, key: str) -> str:
    """What stands under a field, or nothing when it is hidden."""
    widget = app.form.row(key)._problem
    return str(widget.content) if widget.display else ""


async def test_each_field_gets_the_entry_that_fits_it() -> None:
    app = Filler()
    async with app.run_test():
        entries = {item.key: type(app.form.row(item.key).entry) for item in FIELDS}
        assert entries["is_primary"] is ChoiceField
        assert entries["position"] is SuggestField
        assert entries["phone"] is WrittenField
        assert entries["notes"] is TextBlock


async def test_what_is_typed_by_key_and_what_changed() -> None:
    app = Filler(name="Ana", notes="uno")
    async with app.run_test() as pilot:
        assert app.form.changed() == {}
        await press(pilot, "end", "x", "enter", "enter", "enter", "enter", "enter", "enter", "b")
        assert app.form.raw()["name"] == "Anax"
        assert app.form.changed() == {"name": "Anax", "notes": "\nbuno"}
        assert "edited name" in app.told[: app.told.index("left name")]
        app.form.row("name").raw = "Ana"
        assert "name" not in app.form.changed()


async def test_problems_stand_under_their_field_worst_first() -> None:
    app = Filler()
    async with app.run_test():
        app.form.show_problems(
            [
                problem("name", Level.FIX, "Corregido."),
                problem("name", Level.WARNING, "Dudoso."),
                problem("name", Level.ERROR, "[red]Mal[/foo]."),
                problem("email", Level.WARNING, "Dudoso."),
            ]
        )
        assert shown(app, "name") == "✗ [red]Mal[/foo].\n▲ Dudoso.\n✎ Corregido."
        styles = [str(span.style) for span in app.form.row("name")._problem.content.spans]
        assert styles == [ERROR_STYLE, WARNING_STYLE], "each in the colour of its own level"
        app.form.show_problems([], ["name"])
        assert shown(app, "name") == "" and shown(app, "email") == "▲ Dudoso."
        app.form.show_problems([])
        assert shown(app, "email") == ""


async def test_focus_goes_to_the_first_field_with_a_problem() -> None:
    app = Filler()
    async with app.run_test() as pilot:
        app.form.focus_first([problem("email"), problem("position")])
        await settle(pilot)
        assert app.form.current is app.form.row("position")
        app.form.focus_first()
        await settle(pilot)
        assert app.form.current is app.form.row("name")


async def test_rebase_keeps_what_was_typed() -> None:
    app = Filler(name="Ana", position="Jefa", phone="1", email="a@b.hn", is_primary="No")
    async with app.run_test():
        app.form.row("name").raw = "Ana María"
        app.form.row("phone").raw = "2"
        app.form.row("email").raw = "z@b.hn"
        theirs = {
            "name": "Anita",  # both changed it
            "position": "Gerente",  # only they did
            "phone": "1",  # only the operator did
            "email": "z@b.hn",  # both to the same
            "is_primary": "No",
            "notes": "",
        }
        app.form.rebase(theirs)
        assert app.form.original()["name"] == "Anita"
        raw = app.form.raw()
        assert (raw["name"], raw["position"]) == ("Ana María", "Gerente")
        assert (raw["phone"], raw["email"]) == ("2", "z@b.hn")
        assert app.form.changed() == {"name": "Ana María", "phone": "2"}


async def test_the_current_line_has_a_mark() -> None:
    app = Filler()
    async with app.run_test() as pilot:
        assert str(app.form.row("name")._mark.content) == "▌"
        await press(pilot, "tab")
        assert str(app.form.row("name")._mark.content) == " "
        assert str(app.form.row("position")._mark.content) == "▌"


async def test_a_choice_is_completed_before_the_field_is_reported_left() -> None:
    app = Filler()
    async with app.run_test() as pilot:
        app.form.row("is_primary").entry.focus()
        await press(pilot, "s", "tab")
        assert app.form.raw()["is_primary"] == "Sí"


class Proposed(App[None]):
    """A form whose fields hold proposals, one of them with a list of its own."""

    def compose(self) -> ComposeResult:
        helpers = Helpers(
            suggest={"position": lambda: ("Gerente",)},
            complete={"phone": lambda text: text.replace("hoy", "25/11/2026")},
            lists=("position",),
            replaced=("name", "phone"),
        )
        raw = {"name": "Propuesto", "phone": "1", "email": "a"}
        self.form = Form(FIELDS, raw, helpers)
        yield self.form

    def on_mount(self) -> None:
        self.form.focus_first()


async def test_typing_replaces_a_proposal_and_an_arrow_corrects_it() -> None:
    app = Proposed()
    async with app.run_test() as pilot:
        await pilot.press("X", "tab", "tab", "h", "o", "y", "tab", "b")
        assert app.form.row("name").raw == "X"
        assert app.form.row("phone").raw == "25/11/2026", "written out when it was left"
        assert app.form.row("email").raw == "ab", "no proposal: it is gone on with"
        app.form.row("name").entry.focus()
        await pilot.press("right", "Y")
        assert app.form.row("name").raw == "XY"


async def test_a_text_put_in_where_one_is_can_be_typed_over() -> None:
    """So is the text of a field that is asked for again."""
    app = Proposed()
    async with app.run_test() as pilot:
        app.form.row("name").raw = "Otro"
        await pilot.press("Z")
        assert app.form.row("name").raw == "Z"
        app.form.focus_first()
        await pilot.press("W")
        assert app.form.row("name").raw == "W"


async def test_a_list_beside_free_text_is_announced_by_its_sign() -> None:
    app = Proposed()
    async with app.run_test():
        labels = {
            key: str(app.form.row(key).query_one(".label", Plain).content) for key in app.form.raw()
        }
        assert "▾" in labels["position"] and "▾" not in labels["phone"]
        assert labels["is_primary"].count("▾") == 1


async def test_rebase_passes_over_what_the_form_does_not_show() -> None:
    app = Proposed()
    async with app.run_test():
        app.form.rebase({"name": "Nuevo", "hidden": "x"})
        assert app.form.row("name").raw == "Nuevo" and "hidden" not in app.form.raw()
