"""Orphans as a file for a spreadsheet: one line a cover, with its three likeliest owners and what speaks for each."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection

from inspections.orphans.listing import STATES, Listed, Names, names_for
from registry.cells import guard
from registry.describe import describe_places
from registry.orphans import Candidate

BEST = 3
"""As many candidates as a line has room for."""
AT_ONCE = 500
_PLAIN = ("code", "name_zh", "class_code", "class_zh", "state", "state_zh", "community_code", "place_zh", "lon", "lat")
_EACH = ("code", "zh", "score", "evidence_zh", "evidence_en")
COLUMNS = (
    *_PLAIN,
    "proposed_code",
    *(f"owner{n}_{name}" for n in range(1, BEST + 1) for name in _EACH),
    "somebody_else",
)

Progress = Callable[[str, int, int], None]


def as_csv(conn: Connection, orphans: Sequence[Listed], *, progress: Progress = lambda *_: None) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheets want it for Chinese; scores 0 to 1, lon/lat in degrees (WGS 84).

    `proposed_code` is empty where it is undecided. What would be a formula is quoted.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for record in records(conn, orphans, progress=progress):
        writer.writerow({name: guard(value) if isinstance(value, str) else value for name, value in record.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def records(
    conn: Connection, orphans: Sequence[Listed], *, progress: Progress = lambda *_: None
) -> Iterator[dict[str, object]]:
    """One plain record an orphan, in the order given."""
    names = names_for(conn, orphans)
    for first in range(0, len(orphans), AT_ONCE):
        some = orphans[first : first + AT_ONCE]
        places = describe_places(conn, [(one.orphan.lon, one.orphan.lat) for one in some])
        for one, place in zip(some, places, strict=True):
            yield _record(one, place.zh, names)
        progress("orphans", first + len(some), len(orphans))


def _record(one: Listed, place_zh: str, names: Names) -> dict[str, object]:
    orphan, opinion = one.orphan, one.opinion
    found: dict[str, object] = {
        "code": orphan.code,
        "name_zh": orphan.name.zh,
        "class_code": orphan.class_code,
        "class_zh": orphan.asset_class.zh,
        "state": str(orphan.state),
        "state_zh": STATES[orphan.state].zh,
        "community_code": orphan.community_code,
        "place_zh": place_zh,
        "lon": round(orphan.lon, 8),
        "lat": round(orphan.lat, 8),
        "proposed_code": opinion.best.owner_code if opinion.best else None,
        "somebody_else": round(opinion.somebody_else, 3),
    }
    for n, candidate in enumerate(opinion.candidates[:BEST], start=1):
        found |= {f"owner{n}_{name}": value for name, value in _told(one, candidate, names).items()}
    return {name: found.get(name) for name in COLUMNS}


def _told(one: Listed, candidate: Candidate, names: Names) -> dict[str, object]:
    said = [names.say(evidence, one.orphan) for evidence in candidate.evidence]
    return {
        "code": candidate.owner_code,
        "zh": names.organisations[candidate.owner_code].zh,
        "score": round(candidate.score, 3),
        "evidence_zh": "；".join(words.zh for words in said),
        "evidence_en": "; ".join(words.en for words in said),
    }
