"""Pages of a one-time link: what is to be done where by when, and the buttons; or that the link is void."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from inspections.clocks.limits import KIND_WORDS
from inspections.crews.navigation import links
from inspections.owners.link import ENDS, LABELS, Act, End
from inspections.owners.links import Opened
from inspections.tickets.terms import STATES, Words
from maps.certificate import Frame
from maps.panorama import PAGES
from maps.words import CATALOGUE, pick

MAPS = ("geo", "amap_web", "baidu_web", "tencent")
_BRINGS: Mapping[Act, str] = MappingProxyType({Act.MAKE_SAFE: "owner_photo_safe", Act.REPAIR: "owner_photo_repair"})

_ENDED: Mapping[End, str] = MappingProxyType(dict.fromkeys((End.REPAIRED, End.NOT_OURS), "owner_received"))
"""Ends that the owner brought about: what was just pressed came through, and nothing is wrong."""


def page(opened: Opened, frame: Frame, *, now: datetime, fault: str = "") -> str:
    """The page of a live link; `fault` is the sentence that says why the last act was not taken."""
    language = frame.language
    listed, ticket = opened.file.listed, opened.file.listed.ticket
    ways = links(ticket.lon, ticket.lat, name=f"{ticket.number} {listed.defect.zh}", accuracy_m=ticket.accuracy_m)
    photos = photos_of(opened)
    return PAGES.get_template("owner_link.html").render(
        number=ticket.number,
        org=pick(listed.assignee, language) if listed.assignee else opened.link.org_code,
        addressee=opened.link.addressee,
        state=pick(STATES[ticket.state], language),
        defect=pick(listed.defect, language),
        thing=pick(listed.asset_class, language) if listed.asset_class else "",
        hazard=ticket.hazard,
        place=pick(Words(ticket.place_zh, ticket.place_en), language),
        limits=[(pick(Words(*KIND_WORDS[kind]), language), at, at < now) for kind, at in opened.limits],
        ways=[(name.removesuffix("_web"), ways[name]) for name in MAPS],
        photos=photos,
        done=[
            (pick(LABELS[act], language), at) for act, at in sorted(opened.link.done.items(), key=lambda one: one[1])
        ],
        acts=[(act, pick(LABELS[act], language), _BRINGS.get(act, "")) for act in opened.acts],
        waits_for_barrier=opened.waits_for_barrier,
        fault=fault,
        **frame.shared(),
    )


def photos_of(opened: Opened) -> list[str]:
    """The pictures of the ticket that have come, by the hash of what is stored: of sightings, then of steps."""
    photos = [one.photos for one in opened.file.sightings] + [one.photos for one in opened.file.events]
    return list(dict.fromkeys(photo.sha256 for some in photos for photo in some if photo.sha256))


def void(frame: Frame, why: End | None) -> str:
    """That nothing can be done by a link: why it is dead, or that there is none. Nothing of its ticket."""
    title, said = (_ENDED.get(why, "owner_void"), ENDS[why]) if why else ("lost_title", CATALOGUE["owner_lost"])
    return PAGES.get_template("owner_void.html").render(
        title=pick(CATALOGUE[title], frame.language), said=pick(said, frame.language), **frame.shared()
    )
