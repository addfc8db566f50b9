"""The contracts of the register: read from a file, changed by a steward, asked who works on what and who is kin."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from registry.actor import Actor, Role
from registry.contracts.contract import Contract, Thing, contract_for
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load as load_sql

SQL = load_sql(Path(__file__).parent / "sql" / "book.sql")
COLUMNS = ("number", "contractor_code", "principal_code", "starts_on", "ends_on", "section_codes", "class_codes")
MOST = 1000
KEEPERS = (Role.STEWARD, Role.ADMIN, Role.SYSTEM)
READERS = (*KEEPERS, Role.DISPATCHER, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Page:
    """Contracts by number; `next` is the number after which the next page begins, None at the end."""

    contracts: list[Contract]
    next: str | None


def list_contracts(
    conn: Connection,
    actor: Actor,
    *,
    org: str | None = None,
    day: date | None = None,
    limit: int = 100,
    after: str | None = None,
) -> Page:
    """The contracts of an organisation, in force on a day, or all of them. Raises Forbidden, Invalid."""
    _check_reads(actor)
    if not 1 <= limit <= MOST:
        raise Invalid(f"a page holds 1 to {MOST} contracts, not {limit}", field="limit")
    found = _contracts(conn, org=org, day=day, limit=limit + 1, after=after)
    return Page(found[:limit], found[limit - 1].number if len(found) > limit else None)


def find(conn: Connection, actor: Actor, number: str) -> Contract:
    """One contract. Raises Forbidden, NotFound."""
    _check_reads(actor)
    row = conn.execute(SQL["one"], {"number": number}).one_or_none()
    if row is None:
        raise NotFound(f"there is no contract {number}", number=number)
    return _contract(row)


def version(contract: Contract) -> int:
    """The ETag of a contract: a number of what it says."""
    return int.from_bytes(sha256(repr(contract).encode()).digest()[:8]) % 10**9


def enter(conn: Connection, actor: Actor, contract: Contract) -> Contract:
    """Enter a new contract; the same again changes nothing.

    Raises Forbidden, Invalid (codes nobody knows, dates), Conflict (the number, or the two have one at that time).
    """
    return _put(conn, actor, contract, if_version=None)


def change(conn: Connection, actor: Actor, contract: Contract, *, if_version: int) -> Contract:
    """Change the contract of that number from what it said. Raises as `enter`, NotFound, Stale."""
    return _put(conn, actor, contract, if_version=if_version)


def _put(conn: Connection, actor: Actor, contract: Contract, *, if_version: int | None) -> Contract:
    _check_keeps(actor)
    _check_codes(conn, [("the contract", contract)])
    row = conn.execute(SQL["lock"], {"number": contract.number}).one_or_none()
    stored = _contract(row) if row is not None else None
    if stored == contract:
        return contract
    if if_version is None:
        if stored is not None:
            raise Conflict(f"contract {contract.number} says something else; change it", number=contract.number)
    elif stored is None:
        raise NotFound(f"there is no contract {contract.number}", number=contract.number)
    elif version(stored) != if_version:
        raise Stale(f"contract {contract.number} is another by now; read it again", number=contract.number)
    conn.execute(SQL["store" if stored is None else "change"], _row(contract))
    return contract


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many contracts of a file were new, changed, and known as they are."""

    new: int
    changed: int
    same: int


def load(conn: Connection, actor: Actor, path: Path) -> Loaded:
    """Enter the contracts of a CSV file (COLUMNS; dates ISO 8601, codes parted by `|`, empty: everywhere, all).

    The same file again changes nothing; a contract that is not in it stays. Raises Forbidden, NotFound, Invalid with
    line and field, Conflict.
    """
    _check_keeps(actor)
    rows = read_file(path)
    _check_codes(conn, rows)
    counts = {"new": 0, "changed": 0, "same": 0}
    for _, contract in rows:
        stored = conn.execute(SQL["lock"], {"number": contract.number}).one_or_none()
        word = "new" if stored is None else "same" if _contract(stored) == contract else "changed"
        counts[word] += 1
        if word != "same":
            conn.execute(SQL["store" if word == "new" else "change"], _row(contract))
    return Loaded(**counts)


def kin_of(conn: Connection, house: str, *moments: datetime) -> frozenset[str]:
    """The houses that are no independent witness of a house's work at any of the moments; see `contract.kin`."""
    return frozenset(conn.execute(SQL["kin"], {"house": house, "moments": list(moments)}).scalars())


def contract_of_asset(conn: Connection, actor: Actor, code: str, *, day: date) -> Contract | None:
    """Under which contract an asset is kept on a day; None where there is none. Raises Forbidden, NotFound."""
    _check_reads(actor)
    row = conn.execute(SQL["thing"], {"code": code}).one_or_none()
    if row is None:
        raise NotFound(f"no asset has the code {code}", code=code)
    answerable = tuple(dict.fromkeys(one for one in (row.maintainer_code, row.owner_code) if one))
    thing = Thing(row.class_code, row.community_code, row.segment_code, answerable)
    return contract_for(_contracts(conn, day=day), thing, day=day)


def _check_reads(actor: Actor) -> None:
    if not actor.has(*READERS):
        raise Forbidden("contracts are read by stewards, dispatchers and leaders")


def _check_keeps(actor: Actor) -> None:
    if not actor.has(*KEEPERS):
        raise Forbidden("contracts are kept by stewards")


# Files -------------------------------------------------------------------------------------------------------------


def read_file(path: Path) -> list[tuple[str, Contract]]:
    """The contracts of a file, each with where it stands. Raises NotFound, Invalid."""
    if not path.is_file():
        raise NotFound(f"there is no {path}; it lists contracts")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise Invalid(f"{path} must have the columns {', '.join(COLUMNS)}")
            rows = [(where := f"{path.name} line {reader.line_num}", _read(row, where)) for row in reader]
    except UnicodeDecodeError:
        raise Invalid(f"{path} is not UTF-8; save it as UTF-8") from None
    numbers = [contract.number for _, contract in rows]
    if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise Invalid(f"{path} has a contract twice: {', '.join(twice)}")
    return rows


def _read(row: Mapping[str, str | None], where: str) -> Contract:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in ("number", "contractor_code", "principal_code"):
        if not given[name]:
            raise Invalid(f"{where}: {name} is missing")
    return Contract(
        given["number"],
        given["contractor_code"],
        given["principal_code"],
        _day(given["starts_on"], f"{where}: starts_on"),
        _day(given["ends_on"], f"{where}: ends_on"),
        _codes(given["section_codes"]),
        _codes(given["class_codes"]),
    )


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{where} {text!r} must be a day like 2026-01-31") from None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(sorted({code.strip() for code in text.split("|") if code.strip()}))


# Rows --------------------------------------------------------------------------------------------------------------


def _check_codes(conn: Connection, rows: Sequence[tuple[str, Contract]]) -> None:
    named = {
        code: where
        for where, one in rows
        for code in (one.contractor_code, one.principal_code, *one.section_codes, *one.class_codes)
    }
    known = set(conn.execute(SQL["known"], {"codes": list(named)}).scalars())
    if unknown := [f"{where}: {code}" for code, where in named.items() if code not in known]:
        raise Invalid(f"no organisation, area, road segment or class has the code of {'; '.join(unknown)}")


def _contracts(
    conn: Connection,
    *,
    org: str | None = None,
    day: date | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> list[Contract]:
    asked = {"org": org, "day": day, "limit": limit, "after": after}
    return [_contract(row) for row in conn.execute(SQL["contracts"], asked)]


def _contract(row: Row[Any]) -> Contract:
    return Contract(
        row.number,
        row.contractor_code,
        row.principal_code,
        row.starts_on,
        row.ends_on,
        tuple(row.section_codes),
        tuple(row.class_codes),
    )


def _row(contract: Contract) -> dict[str, object]:
    lists = {"section_codes": list(contract.section_codes), "class_codes": list(contract.class_codes)}
    return asdict(contract) | lists
