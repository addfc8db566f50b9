"""Pages for whoever stands before a thing: the form to report on it, what became of the report, what went wrong."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspections.tickets.terms import ENDED, State, Words
from maps.certificate import Certificate, Frame
from maps.certificate_words import PLAIN_STATES
from maps.panorama import PAGES
from maps.words import CATALOGUE, pick

_ITEM_STATES = {"listed": "listed", "done": "done", "void": "void_item", "ticket": "listed"}
_STILL_OPEN = frozenset(State) - ENDED - {State.REPAIRED, State.VERIFIED}
# What is said of a problem, by its status: the title and the sentence. Whatever is not here is not taken.
_NOTICES = {
    404: ("lost_title", "lost_code"),
    409: ("refused_title", "gone"),
    413: ("refused_title", "large"),
    429: ("busy_title", "busy"),
    500: ("busy_title", "away"),
    503: ("busy_title", "away"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """What a form carries unseen: the report it will be, and its seal."""

    id: UUID
    token: str


def form(
    it: Certificate,
    carried: Form,
    frame: Frame,
    *,
    chosen: str = "",
    note: str = "",
    name: str = "",
    phone: str = "",
    fault: str = "",
    lost: bool = False,
) -> str:
    """The form on a thing; after a fault (its sentence) with what was filled in. `lost`: a photo is to pick anew."""
    said = pick(CATALOGUE[fault], frame.language) if fault else ""
    return PAGES.get_template("report_form.html").render(
        it=it,
        form=carried,
        chosen=chosen,
        note=note,
        name=name,
        phone=phone,
        fault=said,
        photo_lost=lost,
        **frame.shared(),
    )


def state(
    number: str,
    received_at: datetime,
    frame: Frame,
    *,
    ticket_state: State | None,
    item_state: str | None,
    address: str,
    before: bool = False,
) -> str:
    """What became of a report, and nothing else; `address` is the link to keep.

    `before`: it had been received when it was sent now.
    """
    return PAGES.get_template("report_state.html").render(
        number=number,
        received_at=received_at,
        state=pick(state_words(ticket_state, item_state), frame.language),
        waits=ticket_state in _STILL_OPEN,
        before=before,
        address=address,
        **frame.shared(),
    )


def state_words(ticket_state: State | None, item_state: str | None) -> Words:
    """Where a report stands, in plain words: by its ticket, or by its item of the maintenance list."""
    if ticket_state is not None:
        return PLAIN_STATES[ticket_state]
    return CATALOGUE[_ITEM_STATES.get(item_state or "", "listed")]


def notice(status: int, frame: Frame, *, request_id: str, lost: str = "", code: str = "", wait_s: int = 0) -> str:
    """What went wrong, for people: by HTTP status, at the address of a thing or of what has a secret address.

    `lost` is the word of the catalogue for a secret address that leads nowhere; `code` is the one that was asked for,
    when it looks like one.
    """
    title, sentence = _NOTICES.get(status, ("refused_title", "refused"))
    if lost and status in {404, 422}:
        title, sentence = "lost_title", lost
    return PAGES.get_template("notice.html").render(
        title=pick(CATALOGUE[title], frame.language),
        said=pick(CATALOGUE[sentence], frame.language).format(n=wait_s),
        code=code,
        request_id=request_id,
        **frame.shared(),
    )
