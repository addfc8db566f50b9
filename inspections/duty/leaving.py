"""Somebody leaves: what they have in hand goes to somebody else, and what cannot be given away is named.

Shares of campaigns, shifts that are under way or ahead, those they were to stand in for, stations they supervise.
Rosters, guards and posts are not given by this act: who keeps them decides, and is told here that they must.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Connection

from inspections.duty.stations import SQL as KEEPING
from registry.actor import Actor
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "leaving.sql")


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing they had: what it is called, when, and whether the other has it now; else it is open."""

    id: str
    name: str
    begins_at: datetime | None
    ends_at: datetime | None
    taken_over: bool


@dataclass(frozen=True, slots=True)
class Named:
    """What stays under their name until somebody decides."""

    rosters: tuple[str, ...]
    guards: tuple[str, ...]
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """All that was in hand."""

    shares: tuple[Piece, ...]
    shifts: tuple[Piece, ...]
    stand_ins: tuple[Piece, ...]
    stations: tuple[Piece, ...]
    named: Named


def hand_over(conn: Connection, actor: Actor, account: UUID, successor: UUID | None, *, now: datetime) -> Handed:
    """Give what the account has in hand to the successor, or to nobody: then it is open.

    Open stays, too, what the successor may not have: a second look at what they saw first, a shift at a time when they
    are on duty elsewhere. Party posts are not named: they are seen by their keepers alone.
    """
    asked: dict[str, object] = {"account": account, "successor": successor, "now": now, "by": actor.name}
    return Handed(
        shares=_give_shares(conn, asked),
        shifts=_give_shifts(conn, asked),
        stand_ins=_give_stand_ins(conn, asked, now=now),
        stations=_give_stations(conn, asked),
        named=Named(
            rosters=tuple(conn.execute(SQL["rosters"], asked).scalars()),
            guards=tuple(conn.execute(SQL["guards"], asked).scalars()),
            posts=tuple(f"{row.name_zh} {row.place_code}" for row in conn.execute(SQL["posts"], asked)),
        ),
    )


def _give_shares(conn: Connection, asked: dict[str, object]) -> tuple[Piece, ...]:
    found = conn.execute(SQL["shares"], asked).all()
    pieces = []
    for row in found:
        # looked at again: by one share given before, the next may be a second look of the same person
        twice = any(again.id == row.id and again.twice for again in conn.execute(SQL["shares"], asked))
        new = None if twice else asked["successor"]
        conn.execute(SQL["give_share"], {"id": row.id, "successor": new})
        pieces.append(Piece(str(row.id), f"{row.campaign} #{row.number}", None, None, new is not None))
    conn.execute(SQL["touch_campaigns"], {"campaigns": list({row.campaign_id for row in found})})
    return tuple(pieces)


def _give_shifts(conn: Connection, asked: dict[str, object]) -> tuple[Piece, ...]:
    pieces = []
    for row in conn.execute(SQL["shifts"], asked).all():
        conn.execute(KEEPING["cancel_shift"], asked | {"id": row.id})
        given = asked["successor"] is not None and not row.taken
        if given:
            new = uuid5(row.id, str(asked["successor"]))
            conn.execute(SQL["add_shift"], asked | {"shift": row.id, "id": new})
        pieces.append(Piece(str(row.id), row.station, row.begins_at, row.ends_at, given))
    return tuple(pieces)


def _give_stand_ins(conn: Connection, asked: dict[str, object], *, now: datetime) -> tuple[Piece, ...]:
    """Asked for anew, for whoever keeps the roster to approve: an administrator of accounts decides nothing of duty."""
    pieces = []
    for row in conn.execute(SQL["stand_ins"], asked).all():
        conn.execute(KEEPING["cancel_stand_in"], {"id": row.id, "now": now})
        successor = asked["successor"]
        given = isinstance(successor, UUID) and successor != row.account_id
        if given:
            span = {"begins_at": max(row.begins_at, now), "ends_at": row.ends_at}
            new = {"id": uuid4(), "account_id": row.account_id, "stand_in_id": successor}
            conn.execute(KEEPING["add_stand_in"], asked | new | span)
        pieces.append(Piece(str(row.id), row.name, row.begins_at, row.ends_at, given))
    conn.execute(SQL["cancel_own"], asked)
    return tuple(pieces)


def _give_stations(conn: Connection, asked: dict[str, object]) -> tuple[Piece, ...]:
    found = conn.execute(SQL["stations"], asked).all()
    conn.execute(SQL["give_stations"], asked)
    return tuple(Piece(str(row.id), row.name, None, None, asked["successor"] is not None) for row in found)
