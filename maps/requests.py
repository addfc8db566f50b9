"""Pages of whoever asks for something: the form, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from inspections.requests.listing import Listed
from inspections.requests.request import Request
from inspections.tickets.workflow import Words
from maps.certificate import Frame
from maps.panorama import PAGES
from maps.request_words import PLAIN
from maps.words import CATALOGUE, pick


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in, to be shown again after a fault."""

    kind: str = "resident"
    said: str = ""
    street: str = ""
    place: str = ""
    name: str = ""
    phone: str = ""
    lon: str = ""
    lat: str = ""

    def texts(self) -> tuple[str, ...]:
        """Everything that was written."""
        return (self.kind, self.said, self.street, self.place, self.name, self.phone, self.lon, self.lat)


def form(
    streets: Sequence[tuple[str, Words]],
    id_: UUID,
    token: str,
    frame: Frame,
    *,
    filled: Filled,
    fault: str = "",
    lost: bool = False,
) -> str:
    """The form; `fault` is the key of the sentence that says what is wrong. `lost`: photos are to pick anew."""
    said = pick(CATALOGUE[fault], frame.language) if fault else ""
    return PAGES.get_template("request_form.html").render(
        streets=streets, id=id_, token=token, filled=filled, fault=said, lost=lost, **frame.shared()
    )


def state(listed: Listed, frame: Frame, *, address: str) -> str:
    """What became of a request, and nothing of who asked; `address` is the link to keep."""
    return PAGES.get_template("request_state.html").render(
        request=listed.request,
        address=address,
        state=pick(state_words(listed.request), frame.language),
        who=pick(listed.assignee, frame.language) if listed.assignee and listed.request.assigned_at else "",
        **frame.shared(),
    )


def state_words(request: Request) -> Words:
    """Where it stands, in plain words."""
    return PLAIN[request.state]
