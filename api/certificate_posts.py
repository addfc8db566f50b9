"""The posts of a place on its certificate: who answers for it, and what is vacant.

Inside one's areas with holder, deputy and contact; the public is told which posts there are and whether they are held,
and by whom only where the operator says so. Party posts are told to their own role alone.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from api.certificates import Found
from inspections.tickets.workflow import Words
from maps.certificate import Line
from maps.certificate_words import CERTIFICATE
from registry.actor import Actor
from registry.codes import Kind
from registry.history import travel
from registry.posts import kinds, listing
from registry.posts.post import Post, PostKind, sees_party
from registry.things import Thing


def posts_of(conn: Connection, found: Found, actor: Actor | None, *, now: datetime, holders_public: bool) -> list[Line]:
    """A line for each kind of post of the place that is held or needed; as of the moment the connection reads at."""
    thing = found.thing
    party = found.inside and actor is not None and sees_party(actor)
    at = travel.moments_of(conn).as_of or now
    held: dict[str, list[Post]] = {}
    for post in listing.of_places(conn, thing.kind, [thing.code], party=party, now=at):
        held.setdefault(post.kind.code, []).append(post)
    told = [kind for kind in kinds.read_all(conn) if kind.place_kind is thing.kind and (party or not kind.party)]
    lines = []
    for kind in told:
        value = _value(kind, held.get(kind.code, ()), thing, inside=found.inside, named=holders_public)
        if value is not None:
            lines.append(Line(label=Words(kind.name.zh, kind.name.en), value=value))
    return lines


def _value(kind: PostKind, posts: Sequence[Post], thing: Thing, *, inside: bool, named: bool) -> Words | None:
    """Who holds it, how many are missing; None where it is neither held nor needed."""
    missing = max(kind.needed - len(posts), 0) if _is_staffed(thing) else 0
    parts = [_person(post, inside=inside) for post in posts] if inside or named else []
    if posts and not parts:
        parts = [_counted("post_held", len(posts))]
    if posts and thing.became is not None:
        parts.append(CERTIFICATE["post_anew"])
    if missing:
        parts.append(CERTIFICATE["post_vacant"] if kind.needed == 1 else _counted("post_missing", missing))
    if not parts:
        return None
    return Words("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _is_staffed(thing: Thing) -> bool:
    """Whether a post is missed there: nobody lives in a garage, and a place that is no more needs nobody."""
    if thing.became is not None:
        return False
    if thing.kind in {Kind.BUILDING, Kind.ENTRANCE}:
        return bool(thing.facts.get("households"))
    return thing.facts.get("kind") != "vacant"


def _person(post: Post, *, inside: bool) -> Words:
    words = Words(post.holder, post.holder) if post.holder else CERTIFICATE["post_erased"]
    if inside and post.deputy:
        deputy = CERTIFICATE["post_deputy"]
        words = Words(
            f"{words.zh}{deputy.zh.format(who=post.deputy)}", f"{words.en}{deputy.en.format(who=post.deputy)}"
        )
    contact = f" · {post.contact}" if inside and post.contact else ""
    return Words(words.zh + contact, words.en + contact)


def _counted(key: str, number: int) -> Words:
    words = CERTIFICATE[key]
    return Words(words.zh.format(n=number), words.en.format(n=number))
