"""Opening the form that a draft was typed in, from wherever one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.draft_texts import draft_items, typed_lines
from aduanas_tui.screens.jobs import Waiting, in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services.drafts import Draft, DraftBox
from aduanas_tui.services.errors import GoneError, NotAllowedError, ServiceError

if TYPE_CHECKING:
    from textual.screen import Screen

    from aduanas_tui.app import AduanasApp
    from aduanas_tui.domain.fields import FieldTable
    from aduanas_tui.screens.documents.step import StepScreen
    from aduanas_tui.screens.record_form import RecordForm
    from aduanas_tui.services.clients import Saved


async def open_drafts(app: AduanasApp, box: DraftBox) -> None:
    """Open the operator's only draft, or ask which; after saving, show its client."""
    here = cast(Waiting, app.screen)
    drafts = await in_thread(box.left_behind, here)
    if not drafts:
        app.notify("No tiene borradores sin guardar.")
        return
    draft: Draft | None = drafts[0]
    if len(drafts) > 1:
        picked = await app.push_screen_wait(PickScreen("Borradores", draft_items(drafts)))
        draft = next((one for one in drafts if one.id == picked), None)
    if draft is None:
        return
    try:
        form = await _form_of(draft, here)
    except (GoneError, NotAllowedError) as error:
        await _offer_to_throw(app, box, draft, error)
        return
    form.asked_for = draft
    saved = await app.push_screen_wait(cast("Screen[int | Saved | None]", form))
    if saved is not None:
        _show_saved(app, draft, saved)


async def _form_of(draft: Draft, here: Waiting) -> RecordForm | StepScreen:
    """Return the form, filled with what is stored now; keys pressed ``here`` wait for it.

    Raises:
        GoneError: what was edited, or its client, does not exist any more.
        NotAllowedError: the step that was to be taken is not possible any more.
        ServiceError: it cannot be opened now; the sentence says why.

    """
    from aduanas_tui.services import lookup

    if draft.form == "client":
        from aduanas_tui.screens.client_form import ClientFormScreen

        if not draft.target_id:
            return ClientFormScreen()
        record = await in_thread(lambda: lookup.client_record(draft.target_id), here)
        return ClientFormScreen(record=record)
    if draft.form == "contact":
        from aduanas_tui.screens.contact_form import ContactFormScreen

        record = await in_thread(lambda: lookup.client_record(draft.client_id), here)
        contact = next((one for one in record.contacts if one.id == draft.target_id), None)
        if draft.target_id and contact is None:
            raise GoneError("contacto", None)
        name, is_first = record.values["name"], not record.contacts
        return ContactFormScreen(record.id, name, contact, is_first)

    from aduanas_tui.screens.documents.form import DocumentFormScreen
    from aduanas_tui.screens.documents.steps import STEP_KEYS, step_screen
    from aduanas_tui.services.operations.documents import document
    from aduanas_tui.services.operations.kinds import Kind
    from aduanas_tui.services.operations.proposing import proposal

    name, _, step = draft.form.partition(".")
    if name not in list(Kind) or (step and step not in STEP_KEYS):
        raise ServiceError("Ese borrador es de una versión más nueva del programa: actualícelo.")
    kind = Kind(name)
    if step:
        known = await in_thread(lambda: document(kind, draft.target_id), here)
        return step_screen(known, step)
    if draft.target_id:
        known = await in_thread(lambda: document(kind, draft.target_id), here)
        return DocumentFormScreen(kind, known.client_id, document=known)
    proposed = await in_thread(lambda: proposal(kind, draft.client_id), here)
    return DocumentFormScreen(kind, draft.client_id, proposed)


async def _offer_to_throw(
    app: AduanasApp, box: DraftBox, draft: Draft, error: ServiceError
) -> None:
    """Show what a draft says whose form cannot be opened any more."""
    lines = [str(error), *typed_lines(_labels_of(draft), draft)]
    question = ConfirmScreen("Borrador sin guardar", lines, "Tirarlo", "Dejarlo")
    if await app.push_screen_wait(question):
        await in_thread(lambda: box.discard(draft.id), cast(Waiting, app.screen))
        app.notify("Borrador tirado.")


def _labels_of(draft: Draft) -> dict[str, str]:
    """Return what the fields of a draft are called, by key."""
    name, _, step = draft.form.partition(".")
    if step:
        from aduanas_tui.screens.documents.steps import LABELS

        return LABELS
    return {item.key: item.label for item in _fields_of(name)}


def _fields_of(form: str) -> FieldTable:
    if form == "client":
        from aduanas_tui.domain.client_fields import CLIENT_FIELDS

        return CLIENT_FIELDS
    if form == "contact":
        from aduanas_tui.domain.contact_fields import CONTACT_FIELDS

        return CONTACT_FIELDS
    from aduanas_tui.services.operations.kinds import INFO, Kind

    return INFO[Kind(form)].fields


def _show_saved(app: AduanasApp, draft: Draft, saved: int | Saved) -> None:
    """Open the client that was saved, or the one that something was saved for."""
    from aduanas_tui.screens.client_record import ClientRecordScreen

    record_id = saved if isinstance(saved, int) else draft.target_id  # a step was taken
    if draft.form == "client":
        app.push_screen(ClientRecordScreen(record_id))
    elif draft.form == "contact":
        app.push_screen(ClientRecordScreen(draft.client_id))
    else:
        from aduanas_tui.services.operations.kinds import Kind

        kind = Kind(draft.form.partition(".")[0])
        app.push_screen(ClientRecordScreen(draft.client_id, (kind, record_id)))
