"""Who holds the posts of the places on a print, and which are vacant. Posts of the party are on none."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from maps.prints.posts import Post
from registry.actor import SYSTEM
from registry.codes import Kind
from registry.posts import kinds, listing
from registry.posts.post import PostKind, State

CROWD = 20
"""A post of which a place has more seats than that (volunteers) is on no print."""
_MOST = 100_000


def holders(
    conn: Connection, places: Mapping[Kind, Sequence[str]], *, now: datetime, leading: bool = False
) -> list[Post]:
    """The posts of places of one community at `now`, place by place; vacant ones where somebody is needed.

    `leading` leaves those out that a place can do without. The caller minds who may see the places.
    """
    found: list[Post] = []
    community = next((code[:12] for codes in places.values() for code in codes), None)
    gone = listing.vacancies(conn, SYSTEM, now=now, area=community, limit=_MOST).rows if community else ()
    missing = {(row.place, row.kind.code): row.missing for row in gone}
    known = [kind for kind in kinds.read_all(conn) if not kind.party and kind.seats <= CROWD]
    for place_kind, codes in places.items():
        held = listing.of_places(conn, place_kind, codes, party=False, now=now)
        asked = [kind for kind in known if kind.place_kind == place_kind and (kind.needed > 0 or not leading)]
        for place in codes:
            for kind in asked:
                here = [post for post in held if (post.place, post.kind.code) == (place, kind.code)]
                own = [
                    Post(_name(kind, place), place, post.holder, post.deputy or None, post.contact)
                    for post in here
                    if post.state is State.HELD and post.holder
                ]
                vacant = Post(_name(kind, place), place, None)
                found += [*own, *[vacant] * missing.get((place, kind.code), 0)]
    return found


def _name(kind: PostKind, place: str) -> str:
    """What the post is called; of an entrance with its number."""
    number = f" {int(place[-2:])} 单元" if kind.place_kind is Kind.ENTRANCE else ""
    return f"{kind.name.zh}{number}"
