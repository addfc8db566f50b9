"""The chain of the audit: whether a row was changed, put in or taken out since, and how it is shortened.

Each link holds the SHA-256 of the link before it and of its row. Whoever may do everything in the database could make
the whole chain anew: that is seen by whoever noted a head (`Verification.head`) somewhere else (`expected`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from api.access.audit import SQL, record
from registry.errors import Invalid

MOST_FAULTS = 100
SHORTEST_DAYS = 180
"""网络安全法 第二十一条: logs are kept six months at least."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link by its number, with its hash as hexadecimal digits."""

    number: int
    sha256: str

    @classmethod
    def parse(cls, words: str) -> "Link":
        """From `NUMBER:HASH` as `jingge audit verify` prints it. Raises Invalid."""
        number, _, sha256 = words.partition(":")
        if not (number.isascii() and number.isdigit() and len(sha256) == 64):
            raise Invalid("an expected head is NUMBER:HASH as it was printed", field="expected")
        return cls(int(number), sha256.lower())

    def __str__(self) -> str:
        return f"{self.number}:{self.sha256}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain is broken: `changed` (the row says something else), `missing` (links from `first_number` up to
    this one), `gone` (the row), `unlinked` (a row that never came into it), `cut_off` or `made_anew` (the expected)."""

    reason: str
    number: int | None
    audit_id: int | None
    at: datetime | None
    first_number: int | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `anchor`: the last link that was taken away when its time was over."""

    rows: int
    since: datetime | None
    head: Link | None
    head_at: datetime | None
    anchor: Link | None
    pruned_at: datetime | None
    faults: tuple[Fault, ...]

    @property
    def unbroken(self) -> bool:
        """Whether nothing was changed, put in or taken out."""
        return not self.faults


def verify(conn: Connection, *, expected: Link | None = None) -> Verification:
    """Reckon every link anew; the first hundred faults. `expected`: a head noted before, which must still be there."""
    head = conn.execute(SQL["head"]).one_or_none()
    anchor = conn.execute(SQL["anchor"]).one_or_none()
    extent = conn.execute(SQL["extent"]).one()
    found = [
        Fault(row.reason, row.number, row.audit_id, row.at, row.first_number if row.reason == "missing" else None)
        for row in conn.execute(SQL["verify"], {"limit": MOST_FAULTS})
    ]
    if expected is not None and not (anchor is not None and expected.number < anchor.number):
        found += _compare(conn, expected, anchor=Link(anchor.number, anchor.sha256.hex()) if anchor else None)
    return Verification(
        rows=extent.rows,
        since=extent.since,
        head=Link(head.number, head.sha256.hex()) if head else None,
        head_at=head.at if head else None,
        anchor=Link(anchor.number, anchor.sha256.hex()) if anchor else None,
        pruned_at=anchor.pruned_at if anchor else None,
        faults=tuple(found),
    )


def prune(conn: Connection, *, kept_days: int, now: datetime) -> int:
    """Take away what is older than `kept_days` from the beginning of the chain, and leave its last link as the anchor.

    Returns how many rows. Raises Invalid below 180 days, which the database would refuse, too.
    """
    if kept_days < SHORTEST_DAYS:
        raise Invalid(f"the audit is kept {SHORTEST_DAYS} days at least", field="kept_days")
    anchor = conn.execute(SQL["anchor_before"], {"before": now - timedelta(days=kept_days), "now": now}).one_or_none()
    if anchor is None:
        return 0
    taken = conn.execute(SQL["prune"], {"number": anchor.number}).rowcount
    link = Link(anchor.number, anchor.sha256.hex())
    detail = {"rows": taken, "through": link.number, "sha256": link.sha256}
    deed = {"action": "prune_audit", "target": "audit", "outcome": "done", "request_id": ""}
    record(conn, account_id=None, now=now, detail=detail, **deed)
    return int(taken)


def _compare(conn: Connection, expected: Link, *, anchor: Link | None) -> list[Fault]:
    stored = conn.execute(SQL["link"], {"number": expected.number}).scalar()
    sha256 = stored.hex() if stored else anchor.sha256 if anchor and anchor.number == expected.number else None
    if sha256 == expected.sha256:
        return []
    return [Fault("made_anew" if sha256 else "cut_off", expected.number, None, None)]
