"""A dispatch order put together for route and command alike: its link, what stands on it, and the page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from api.access import keys
from api.routes.pages import imprint_of
from api.settings import Settings
from inspections.campaigns.coverage import ZONE
from inspections.clocks.limits import KIND_WORDS
from inspections.owners import links
from inspections.owners.link import Channel, Link
from inspections.owners.links import NewLink
from inspections.tickets import listing
from maps import qr
from maps.prints.around import around
from maps.prints.dispatchorder import Order, dispatch_order
from maps.prints.furniture import Caption
from maps.prints.wallmap import Printed
from maps.words import CATALOGUE
from registry import spoken
from registry.actor import Actor
from registry.errors import Conflict

_SPOKEN = text("select spoken_prefix, spoken_number from registry.asset where code = :code")


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link with the address that opens it, which nobody can be told again; None for one that was made before."""

    link: Link
    address: str | None


def make_link(
    conn: Connection,
    actor: Actor,
    ticket_id: UUID,
    *,
    id_: UUID,
    channel: Channel,
    addressee: str,
    expires_at: datetime | None,
    public_url: str,
    now: datetime,
) -> MadeLink:
    """A link to a ticket, its secret made here and kept by nobody. Raises as `links.make`."""
    secret = keys.new_link()
    new = NewLink(id_, ticket_id, channel, keys.digest(secret), addressee, expires_at)
    link, fresh = links.make(conn, actor, new, now=now)
    return MadeLink(link, f"{public_url.rstrip('/')}/o/{secret}" if fresh else None)


def order_of(
    conn: Connection,
    actor: Actor,
    ticket_id: UUID,
    *,
    id_: UUID,
    addressee: str,
    settings: Settings,
    draft: bool,
    now: datetime,
) -> Printed:
    """The order of a ticket with a link of its own, made for this paper under the id `id_`; a draft has none.

    Raises as `links.make`; Invalid for an address nobody can open, unless it is a draft; Conflict for the id of
    a link that was printed before: its secret is on that paper alone.
    """
    made = None
    if draft:  # to look at: whoever finds it can answer nothing by it
        links.at_work(links.desk_ticket(conn, actor, ticket_id, now=now))
    else:
        qr.check_printable(settings.public_url)
        made = make_link(
            conn, actor, ticket_id, id_=id_, channel=Channel.PAPER, addressee=addressee, expires_at=None,
            public_url=settings.public_url, now=now,
        )  # fmt: skip
        if made.address is None:
            raise Conflict(
                "this order was printed before, and its code stands on that paper alone; print another", id=str(id_)
            )
    listed = listing.see(conn, actor, ticket_id, now=now)
    ticket = listed.ticket
    spot = around(conn, ticket.lon, ticket.lat)
    thing = listed.asset_class.zh if listed.asset_class else ""
    limits = links.limits_of(conn, ticket_id)
    order = Order(
        number=ticket.number,
        to=" ".join(part for part in (listed.assignee.zh if listed.assignee else "", addressee) if part),
        defect=listed.defect.zh,
        hazard=ticket.hazard,
        thing=" ".join(part for part in (thing, _called(conn, ticket.asset_code)) if part),
        place=ticket.place_zh,
        position=f"{ticket.lon:.6f}, {ticket.lat:.6f}",
        dispatched=_at(ticket.dispatched_at) if ticket.dispatched_at else "",
        limits=tuple((KIND_WORDS[kind][0], _at(at)) for kind, at in limits),
        first=CATALOGUE["owner_first_safe"].zh if any(kind == "make_safe" for kind, _ in limits) else "",
        address=made.address if made else None,
        answer_until=_at(made.link.expires_at) if made else "",
        hotline=settings.hotline,
    )
    subtitle = f"{ticket.number} · {'草稿' if draft else listed.defect.zh}"
    caption = Caption(CATALOGUE["order_title"].zh, subtitle, None, now, imprint_of(settings), spot.synthetic)
    return dispatch_order(order, spot, caption)


def _called(conn: Connection, asset_code: str | None) -> str:
    """The number of a thing to say aloud, and its code."""
    if asset_code is None:
        return ""
    row = conn.execute(_SPOKEN, {"code": asset_code}).one_or_none()
    if row is None or row.spoken_prefix is None or row.spoken_number is None:
        return asset_code
    return f"{spoken.say(row.spoken_prefix, row.spoken_number)}（{asset_code}）"


def _at(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}"
