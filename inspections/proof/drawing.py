"""Which repairs are verified: drawn when a repair is told, once, and kept with the share of that moment."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.proof import rates
from inspections.proof.sampling import Regime, Why, draw, in_words, interval, lot_value, regime_after
from inspections.tickets.terms import Words
from inspections.tickets.ticket import Taken, Ticket
from registry.actor import Actor
from registry.contracts.contract import day_of
from registry.errors import Forbidden
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "drawing.sql")
LAST = 200
"""As many of the last results decide on a regime; switching forgets in far fewer."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Whether a repair is verified before it is closed, and why, for the record."""

    drawn: bool
    reason: Words


@dataclass(frozen=True, slots=True)
class Figures:
    """What verification found of a house; `failed_from` to `failed_to` holds its share of failures at 95 % (Wilson)."""

    house: str
    name: Words
    regime: Regime
    share: float
    repairs: int
    drawn: int
    verified: int
    failed: int

    @property
    def share_verified(self) -> float | None:
        """Of all repairs those that were looked at; None where there was none."""
        return self.verified / self.repairs if self.repairs else None

    @property
    def failures(self) -> tuple[float, float] | None:
        """Between which shares its failures lie, at 95 %."""
        return interval(self.failed, self.verified)


def follow(conn: Connection, taken: Taken) -> None:
    """After a step that ended in a repair: draw."""
    after = taken.after
    if after.repaired_at != taken.at or after.repaired_house is None or taken.before.repaired_at == taken.at:
        return
    regime = regime_of(conn, after.repaired_house)
    share = rates.of_city(conn)[regime]
    seed: UUID = conn.execute(SQL["seed"]).scalar_one()
    value = lot_value(seed, after.id, after.reworks)
    year, week, _ = day_of(taken.at).isocalendar()
    row = {
        "event_id": taken.event_id,
        "ticket_id": after.id,
        "house": after.repaired_house,
        "at": taken.at,
        "regime": str(regime),
        "share": share,
        "why": str(draw(hazard=after.hazard, reworks=after.reworks, share=share, value=value)),
        "lot": f"{after.repaired_house} {year}-W{week:02d}",
    }
    conn.execute(SQL["store"], row)


def drawn(conn: Connection, ticket: Ticket) -> Drawn:
    """Whether the present repair is verified: of hazards each, and what was repaired before anything was drawn."""
    row = conn.execute(SQL["of_ticket"], {"id": ticket.id, "at": ticket.repaired_at}).one_or_none()
    if row is None:
        return Drawn(drawn=True, reason=Words("未经抽样，须核查", "nothing was drawn: it is verified"))
    why = Why.HAZARD if ticket.hazard else Why(row.why)
    words = in_words(why, regime=Regime(row.regime), share=row.share, lot=row.lot)
    return Drawn(why is not Why.NOT_DRAWN, words)


def verification_needed(conn: Connection, ticket: Ticket) -> bool:
    """Whether the ticket may only be closed once it was verified."""
    return drawn(conn, ticket).drawn


def regime_of(conn: Connection, house: str) -> Regime:
    """How closely a house is looked at now, by the results of its last verifications."""
    results = conn.execute(SQL["results"], {"house": house, "last": LAST}).scalars()
    return regime_after(list(results)[::-1])


def figures(conn: Connection, actor: Actor) -> list[Figures]:
    """What verification found of each house that repaired in the actor's areas, by code. Raises Forbidden."""
    if not actor.areas and not actor.org_code and actor.account_id is not None:
        raise Forbidden("figures are shown by areas; you have none")
    shares = rates.of_city(conn)
    asked = {"areas": None if actor.account_id is None else list(actor.areas)}
    return [
        Figures(
            house=row.house,
            name=Words(row.name_zh, row.name_en),
            regime=(regime := regime_of(conn, row.house)),
            share=shares[regime],
            repairs=row.repairs,
            drawn=row.drawn,
            verified=row.verified,
            failed=row.failed,
        )
        for row in conn.execute(SQL["figures"], asked)
    ]
