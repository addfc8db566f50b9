"""Puts a certificate together: what the register knows of a thing, what is open on it, what happened to it.

Who looks decides how much: inside one's areas all of it; to everybody else one thing at a time, to 10 m, its class, its
owner and what is being done about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from operator import attrgetter

from sqlalchemy.engine import Connection

from api.story import story
from inspections.clocks.calendar import ZONE
from inspections.observations.residents import Offer, offer_of
from inspections.tickets.cells import open_by_cell
from inspections.tickets.record import Entry, record_of
from inspections.tickets.workflow import STATES, State, Words
from maps import qr, sketch, style
from maps.certificate import Certificate, Choice, Event, Line, Place, Trouble
from maps.certificate_words import (
    CERTIFICATE,
    DEFECTS,
    FACTS,
    FALL_NETS,
    KINDS,
    OTHER_DEFECTS,
    PLAIN_STATES,
    STATUSES,
    VALUES,
)
from registry import lookup
from registry.actor import Actor
from registry.assets import Asset
from registry.codes import Kind, groups
from registry.describe import describe_place
from registry.errors import NotFound
from registry.history.fates import STATES as FATES
from registry.history.fates import Fate
from registry.history.story import story as register_story
from registry.history.telling import What
from registry.importing.district import SOURCE, was_loaded
from registry.organisations import names_of
from registry.redraw.holdings import HELD, holdings
from registry.signs import sign
from registry.things import Thing

# Full large-scale data of a district is protected: the public sees one thing at a time, to four decimals of a degree.
PUBLIC_M = 10
PUBLIC_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that bears a code, the further kinds of it, and whether it lies inside the reader's areas."""

    thing: Thing
    others: Sequence[Kind]
    inside: bool

    @property
    def place(self) -> Place | None:
        """Where it is, as well as the reader may know."""
        lon, lat = self.thing.lon, self.thing.lat
        if lon is None or lat is None:
            return None
        if self.inside:
            return Place(lon=lon, lat=lat, rounded_to_m=None)
        return Place(lon=round(lon, PUBLIC_DECIMALS), lat=round(lat, PUBLIC_DECIMALS), rounded_to_m=PUBLIC_M)


def find(conn: Connection, code: str, *, kind: Kind | None, actor: Actor | None) -> Found:
    """The thing, for this reader. Raises NotFound."""
    if actor is not None:
        try:
            found = lookup.by_code(conn, code, kind, areas=actor.areas)
        except NotFound:  # outside the areas everybody is the public
            pass
        else:
            return Found(found[0], [other.kind for other in found[1:]], inside=True)
    found = lookup.by_code(conn, code, kind)
    return Found(found[0], [other.kind for other in found[1:]], inside=False)


def certificate(conn: Connection, found: Found, *, public_url: str) -> Certificate:
    """All that the reader is told of a thing."""
    thing = found.thing
    if thing.kind is Kind.ASSET and thing.facts:
        asset = lookup.asset(conn, thing.code, gone=True)
        if thing.became is not None:
            asset = replace(asset, status="removed")
        return _of_asset(conn, found, asset, public_url=public_url)
    plain = Certificate(
        kind=thing.kind,
        code=thing.code,
        groups=groups(thing.code),
        address=qr.address_of(public_url, thing.code),
        title=Words(thing.title_zh, thing.title_en),
        heading=KINDS[thing.kind],
        colour=style.ACCENT,
        inside=found.inside,
        sign=_sign(thing),
        position=found.place,
        became=_became(thing.became),
        story=sorted(_registered(conn, found), key=attrgetter("at"), reverse=True),
        details=_details(thing.facts) if found.inside else (),
        others=found.others,
    )
    return _of_cell(conn, found, plain) if thing.kind is Kind.MICRO_GRID else plain


def _of_cell(conn: Connection, found: Found, plain: Certificate) -> Certificate:
    """A micro-grid: whether it is invented; for those inside what it holds, what is open in it, and a small map."""
    synthetic = was_loaded(conn)
    if not found.inside or found.thing.became is not None:
        return replace(plain, synthetic=synthetic)
    code, kind = plain.code, str(found.thing.facts.get("kind", ""))
    counts = {"cell_tickets": open_by_cell(conn, within=code).get(code, 0)}
    counts |= {f"cell_{one}": getattr(holding, f"{one}s") for holding in holdings(conn, within=code) for one in HELD}
    hrefs = {
        "cell_tickets": f"/api/v1/tickets?micro_grid={code}",
        "cell_asset": f"/api/v1/assets?micro_grid={code}",
        "cell_entrance": f"/api/v1/micro_grids/{code}/entrances",
        "cell_building": f"/api/v1/micro_grids/{code}/buildings",
    }
    return replace(
        plain,
        colour=style.CELLS.get(kind, style.ACCENT),
        condition=[
            Line(label=CERTIFICATE[name], value=Words(str(n), str(n)), href=hrefs[name]) for name, n in counts.items()
        ],
        sketch=sketch.draw_cell(conn, code, kind=kind),
        caption=CERTIFICATE["cell_map"],
        synthetic=synthetic,
    )


def _of_asset(conn: Connection, found: Found, asset: Asset, *, public_url: str) -> Certificate:
    thing, inside = found.thing, found.inside
    record = record_of(conn, asset.code)
    return Certificate(
        kind=thing.kind,
        code=asset.code,
        groups=groups(asset.code),
        address=qr.address_of(public_url, asset.code),
        title=Words(thing.title_zh, thing.title_en),
        heading=Words(asset.class_zh, asset.class_en),
        colour=style.colour_of_class(asset.class_code),
        inside=inside,
        spoken=asset.spoken,
        status=asset.status,
        status_words=STATUSES[asset.status],
        whose=_whose(conn, asset, inside=inside),
        place=_place(conn, asset, inside=inside),
        position=found.place,
        condition=_condition(asset),
        troubles=[_trouble(entry, inside=inside) for entry in record if entry.is_open],
        became=_became(thing.became),
        story=[
            one if inside else replace(one, at=_day(one.at))
            for one in story(asset, record, inside=inside, further=_registered(conn, found, itself=False))
        ],
        choices=[] if asset.status == "removed" else _choices(offer_of(conn, asset.code)),
        details=_details(asdict(asset) | {"aliases": "、".join(asset.aliases)}) if inside else (),
        others=found.others,
        sketch=sketch.draw(conn, asset.code, asset.lon, asset.lat, class_code=asset.class_code) if inside else "",
        synthetic=asset.source == SOURCE,
    )


def _sign(thing: Thing) -> Words | None:
    """The number sign of a grid or a micro-grid whose community is known."""
    if thing.kind not in {Kind.GRID, Kind.MICRO_GRID} or not thing.facts:
        return None
    words = sign(thing.code, str(thing.facts["community_zh"]))
    return Words(words.zh, words.en)


def _became(fate: Fate | None) -> list[Line]:
    """What became of a code, with the way to the things that took its place."""
    if fate is None:
        return []
    say = Words(FATES[fate.state].zh, FATES[fate.state].en)
    if not fate.into:
        day = "" if fate.at is None else f"{fate.at.astimezone(ZONE):%Y-%m-%d}"
        return [Line(label=say, value=Words(day, day))]
    return [Line(label=say, value=Words(code, code), href=f"/id/{code}") for code in fate.into]


def _registered(conn: Connection, found: Found, *, itself: bool = True) -> list[Event]:
    """What the register tells of a thing's life; strangers are told neither names nor whose it was."""
    told = []
    for entry in register_story(conn, found.thing.kind, found.thing.code):
        words = entry.words if found.inside else entry.plain
        if words is None or (entry.what is What.REGISTERED and not itself):
            continue
        by = f" · {entry.by}" if found.inside else ""
        at = entry.at if found.inside else _day(entry.at)
        told.append(Event(at=at, words=Words(f"{words.zh}{by}", f"{words.en}{by}")))
    return told


def _whose(conn: Connection, asset: Asset, *, inside: bool) -> list[Line]:
    """The public learns whose it is; who maintains it and who watches over them is the affair of those inside."""
    codes = {"owner": asset.owner_code}
    if inside:
        codes |= {"maintainer": asset.maintainer_code, "authority": asset.authority_code}
    names = names_of(conn, codes.values())
    lines = [
        Line(label=CERTIFICATE[part], value=Words(names[code].zh, names[code].en))
        for part, code in codes.items()
        if code is not None and code in names
    ]
    sought = Line(label=CERTIFICATE["owner"], value=CERTIFICATE["owner_sought"])
    return lines if asset.owner_code in names else [sought, *lines]


def _place(conn: Connection, asset: Asset, *, inside: bool) -> Words | None:
    """Inside to the metre; for the public the road between two junctions or the compound, and the community."""
    if inside:
        place = describe_place(conn, asset.lon, asset.lat)
        return Words(place.zh, place.en)
    community = asset.community_code
    spot = asset.compound_code or asset.segment_code
    things = lookup.read_things(conn, [code for code in (community, spot) if code], areas=None)
    titles = {thing.code: thing for thing in things if thing.kind not in {Kind.GRID, Kind.UNIT_GRID}}
    named = [titles[code] for code in (community, spot) if code in titles]
    if not named:
        return None
    return Words("，".join(one.title_zh for one in named), ", ".join(one.title_en for one in reversed(named)))


def _condition(asset: Asset) -> list[Line]:
    if asset.fall_net is None:
        return []
    return [Line(label=CERTIFICATE["fall_net"], value=FALL_NETS[asset.fall_net])]


def _trouble(entry: Entry, *, inside: bool) -> Trouble:
    colour = style.STATES.get(entry.state, style.MUTED)
    if not inside:
        return Trouble(
            defect=entry.defect,
            state=PLAIN_STATES[entry.state],
            colour=colour,
            hazard=entry.hazard,
            reported_at=_day(entry.reported_at),
        )
    return Trouble(
        defect=entry.defect,
        state=_both(STATES[entry.state], entry.state),
        colour=colour,
        hazard=entry.hazard,
        reported_at=entry.reported_at,
        number=entry.number,
        href=f"/api/v1/tickets/{entry.id}",
        who=entry.assignee,
    )


def _both(words: Words, state: State) -> Words:
    """The desk's word, and what it means."""
    plain = PLAIN_STATES[state]
    return Words(f"{words.zh}（{plain.zh}）", f"{words.en}: {plain.en}")


def _choices(offer: Offer) -> list[Choice]:
    """In the order a resident would look for them; what the city added to its table comes last."""
    said = DEFECTS if offer.cover else OTHER_DEFECTS
    order = {code: n for n, code in enumerate(said)}
    defects = sorted(offer.defects, key=lambda one: order.get(one.code, len(order)))
    return [Choice(code=one.code, words=said.get(one.code, one.name), hazard=one.hazard) for one in defects]


def _details(facts: Mapping[str, object]) -> list[Line]:
    """What stands in the register, under its names, in the order of the page."""
    return [
        Line(label=label, value=_value(name, facts[name]))
        for name, label in FACTS.items()
        if facts.get(name) not in (None, "", [], {}, ())
    ]


def _value(name: str, value: object) -> Words:
    if isinstance(value, datetime):
        plain = f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
    elif isinstance(value, float):
        plain = f"{value:g}"
    else:
        plain = str(value)
    return VALUES.get(name, {}).get(plain, Words(plain, plain))


def _day(at: datetime) -> datetime:
    """The day of a moment, at its noon: strangers are told no hour."""
    return at.astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
