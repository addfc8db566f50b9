"""Files of a hotline in, by the numbers of its work orders, and answers out: a second import updates, never doubles."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection

from inspections.clocks.calendar import ZONE
from inspections.requests import files, intake, mapping, storing
from inspections.requests.files import Line
from inspections.requests.intake import Ground
from inspections.requests.life import DESK_ROLES, RESULTS, Result
from inspections.requests.mapping import PROFILE, Codes, Fault
from inspections.requests.request import Request
from inspections.requests.routing import Proposal
from inspections.requests.storing import Stored, request_of
from inspections.requests.unfolding import NAMED, SYSTEM_PARTY, Item, renew, unfold
from registry.actor import Actor
from registry.cells import guard
from registry.errors import Forbidden, Invalid, JinggeError
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "hotline.sql")
Progress = Callable[[str, int, int], None]
REPLY_COLUMNS = ("工单编号", "诉求编号", "办理状态", "承办单位", "答复时间", "办理结果", "答复内容", "办结时间")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file came to: requests new, changed and as they were, and rows refused with their faults."""

    id: UUID
    added: int
    changed: int
    same: int
    refused: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    item: Item
    sha256: bytes


_Known = Mapping[str | None, tuple[Request, bytes]]


def import_file(
    conn: Connection,
    actor: Actor,
    path: Path,
    *,
    source: str,
    now: datetime,
    profile: Mapping[str, Sequence[str]] = PROFILE,
    retention_days: int = storing.RETENTION_DAYS,
    progress: Progress = lambda *_: None,
) -> Imported:
    """Import work orders of a source, found again by number: one that is known goes on from where it is.

    A row is refused as a whole, with every fault it has; the others are taken. Raises Forbidden for others than the
    desk of the whole division, Invalid for a file without the needed columns.
    """
    if not (actor.has(*DESK_ROLES) and actor.covers(None)):
        raise Forbidden("files of a hotline are imported by the desk of the whole division")
    conn.execute(SQL["lock"], {"source": source})
    codes, base = _codes(conn), intake.ground(conn, now=now)
    where, lines = _opened(path, profile)
    known = _known(conn, source, [values[where["number"]] for _, values in lines if where["number"] < len(values)])
    faults: list[Fault] = []
    seen: set[str] = set()
    added = changed = 0
    for at in range(0, len(lines), storing.AT_ONCE):  # the objects of two years at once would be half a gigabyte
        records = _records(lines[at : at + storing.AT_ONCE], where)
        some = _read(records, seen, faults, source=source, codes=codes)
        new = _new(conn, [row for row in some if row.item.source_number not in known], base, faults, now=now)
        storing.add(conn, new, SYSTEM_PARTY, retention_days=retention_days)
        again = _again(some, known, base, faults, now=now)
        storing.change(conn, again, SYSTEM_PARTY, retention_days=retention_days)
        added, changed = added + len(new), changed + len(again)
        progress("requests", min(at + storing.AT_ONCE, len(lines)), len(lines))
    refused = len({fault.row for fault in faults})
    same = len(lines) - added - changed - refused
    done = Imported(uuid4(), added, changed, same, refused, tuple(faults))
    _record(conn, actor, path, done, source=source, now=now)
    return done


def replies(conn: Connection, *, source: str, since: datetime | None = None) -> bytes:
    """What became of a source's work orders, as CSV: number, state, answer, result; nothing of who asked.

    `since`: those alone that an event touched from then on.
    """
    rows = conn.execute(SQL["replies"], {"source": source, "since": since}).all()
    told = [
        [
            guard(row.source_number), row.number, row.state, guard(row.assignee_zh or ""), _moment(row.answered_at),
            RESULTS[Result(row.result_code)].zh if row.result_code else "", guard(row.answer), _moment(row.closed_at),
        ]
        for row in rows
    ]  # fmt: skip
    return files.as_csv(REPLY_COLUMNS, told)


def _opened(path: Path, profile: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], list[Line]]:
    """Where each field stands in a line, and the lines."""
    found = files.lines(path)
    _, names = next(found, (0, []))
    return {field: names.index(name) for field, name in mapping.columns(names, profile).items()}, list(found)


def _records(lines: Iterable[Line], where: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    for line, values in lines:
        yield line, {field: values[i] if i < len(values) else "" for field, i in where.items()}


def _read(
    records: Iterable[tuple[int, dict[str, str]]], seen: set[str], faults: list[Fault], *, source: str, codes: Codes
) -> list[_Row]:
    """The rows without a fault, of work orders that no line before told of."""
    rows: list[_Row] = []
    for line, record in records:
        read = mapping.read(record, line, source=source, codes=codes)
        if not isinstance(read, Item):
            faults += read
        elif read.source_number in seen:
            faults.append(Fault(line, read.source_number or "", "number", "stands twice in the file"))
        else:
            seen.add(read.source_number or "")
            rows.append(_Row(line, read, mapping.digest(record)))
    return rows


def _known(conn: Connection, source: str, numbers: Sequence[str]) -> _Known:
    """All that the file names, at once: asked again for some of a table that grows meanwhile, its plan goes astray."""
    found = conn.execute(SQL["known"], {"source": source, "numbers": numbers}).mappings()
    return {row["source_number"]: (request_of(row), bytes(row["content_sha256"])) for row in found}


def _new(conn: Connection, rows: Sequence[_Row], base: Ground, faults: list[Fault], *, now: datetime) -> list[Stored]:
    """The rows of work orders nobody knows yet, routed all at once."""
    items = [row.item for row in rows]
    made: list[Stored] = []
    given = zip(rows, intake.numbers(conn, items, now=now), base.propose_all(items), strict=True)
    for row, number, proposal in given:
        _try(faults, row, made, partial(_told, row, number, proposal, base))
    return made


def _told(row: _Row, number: str, proposal: Proposal, base: Ground) -> Stored:
    one = intake.told(row.item, proposal, number=number, base=base)
    return Stored(one.request, one.events, one.person, row.sha256)


def _again(rows: Sequence[_Row], known: _Known, base: Ground, faults: list[Fault], *, now: datetime) -> list[Stored]:
    """The rows that say something new of a work order that is known, and not erased."""
    made: list[Stored] = []
    for row in rows:
        before = known.get(row.item.source_number)
        if before and before[1] != row.sha256 and before[0].erased_at is None:
            _try(faults, row, made, partial(_renewed, row, before[0], base, now))
    return made


def _renewed(row: _Row, request: Request, base: Ground, now: datetime) -> Stored:
    """A known request with what the file says anew."""
    fresh, update = renew(request, row.item, at=now)
    proposal = None
    if fresh.matter_code is None or fresh.assignee_code is None:
        proposal = base.propose(row.item)
        named = row.item.assignee_code
        fresh = fresh.proposed_to(
            named or proposal.assignee_code, NAMED if named else proposal.reason, proposal.matter_code
        )
    after, steps = unfold(fresh, row.item.stage, limits=base.limits(fresh.matter_code), at=now)
    events = [*update, *steps]
    if events:
        events[0] = replace(events[0], proposal=proposal)
    return Stored(after, events, row.item.person, row.sha256)


def _try(faults: list[Fault], row: _Row, into: list[Stored], make: Callable[[], Stored]) -> None:
    try:
        into.append(make())
    except JinggeError as error:
        field = str(error.fields.get("field", "state"))
        faults.append(Fault(row.line, row.item.source_number or "", field, error.message))


def _codes(conn: Connection) -> Codes:
    areas = {name: row.code for row in conn.execute(SQL["areas"]) for name in (row.code, row.name_zh)}
    divisions = [row.code for row in conn.execute(SQL["divisions"])]
    if not divisions:
        raise Invalid("the register has no streets; import the division first")
    organisations = {name: row.code for row in conn.execute(SQL["organisations"]) for name in (row.code, row.name_zh)}
    return Codes(divisions[0], areas, organisations, frozenset(conn.execute(SQL["matters"]).scalars()))


def _record(conn: Connection, actor: Actor, path: Path, done: Imported, *, source: str, now: datetime) -> None:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    counts = {name: value for name, value in asdict(done).items() if name != "faults"}
    given = {"source": source, "file_name": path.name, "sha256": sha256, "at": now, "account_id": actor.account_id}
    conn.execute(SQL["record"], counts | given)
    if done.faults:
        rejects = {(fault.row, fault.field): asdict(fault) | {"import_id": done.id} for fault in done.faults}
        conn.execute(SQL["reject"], list(rejects.values()))


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
