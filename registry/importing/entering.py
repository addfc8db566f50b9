"""Decided rows enter the register: codes are minted, new things stored, known ones brought up to date."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Table, text

from registry import codes
from registry.importing import gathering, given, minting, storing
from registry.importing.deciding import Decided, Fate
from registry.importing.kinds import Sort
from registry.importing.runs import Start
from registry.importing.spool import Spool, whole

Ints = npt.NDArray[np.int64]
_PLACED = {"geom", "datum", "community_code", "grid_code", "unit_grid_code", "compound_code"}
_LASTING = {  # a code says where, or of what class: these columns never change after it was minted
    "compound": {"code", "community_code"},
    "building": {"code", "community_code"},
    "entrance": {"code", "building_code"},
    "road_segment": {"code"},
    "asset": {"code", "class_code", "spoken_prefix"},
}
_FILLED = {  # what another source may add to what is known
    *("owner_code", "maintainer_code", "authority_code", "material", "shape", "size_mm", "load_class", "built_year"),
    *("fall_net", "fall_net_installed_on", "fall_net_tested_on", "locking", "depth_m", "note", "segment_code"),
}
_SLICE = 65_536
_BULK_ROWS = 20_000
_BULK_SHARE = 0.5


def enter(
    conn: Connection,
    spool: Spool,
    decided: Decided,
    *,
    sort: Sort,
    begun: Start,
    asked: frozenset[str],
    write: bool,
) -> tuple[int, int]:
    """Store what is new and amend what is known; how many were new, and how many of the known were different.

    `asked` are the fields that the file speaks of. Nothing is stored unless `write`, but counted the same. Raises
    Invalid where codes run out.
    """
    table = gathering.table_of(sort.table)
    stamps = _stamps(sort, begun)
    brought = _hold_given(conn, spool, decided) if sort.code is codes.Kind.ASSET and write else []
    if write and decided.count(Fate.NEW):
        stamped = _unsaid(sort, asked) | stamps
        coded = _codes(conn, spool, decided, sort)
        with _bulk(conn, table, decided.count(Fate.NEW), brought) as is_bulk:
            storing.add(conn, table, _new(conn, spool, decided, table, coded=coded, stamps=stamped, is_bulk=is_bulk))
            if is_bulk:
                _enter_serials(conn, coded["code"], sort)
    if sort.code is codes.Kind.ASSET and write:
        storing.keep_aliases(conn, _aliases(spool, decided, begun.source, coded if decided.count(Fate.NEW) else None))
    updated = _amend(conn, spool, decided, table, sort=sort, stamps=stamps, asked=asked, write=write)
    return decided.count(Fate.NEW), updated


def _stamps(sort: Sort, begun: Start) -> dict[str, object]:
    stamps: dict[str, object] = {"source": begun.source} if sort.keyed_by_source else {}
    if sort.table not in {"organisation", "landmark"}:
        stamps["valid_from"] = begun.started_at
    if sort.table == "asset":
        stamps |= {"first_at": begun.started_at, "datum": begun.datum, "code_scheme": codes.Scheme.GB_2026.value}
    return stamps


def _unsaid(sort: Sort, asked: frozenset[str]) -> dict[str, object]:
    """What a new thing has in fields of which the file does not speak; the table of assets gives that itself."""
    left = (field for field in sort.fields if field.name not in asked and sort.table != "asset")
    return {field.name: field.default for field in left if field.default is not None}


# New things ----------------------------------------------------------------------------------------------------------


def _codes(conn: Connection, spool: Spool, decided: Decided, sort: Sort) -> pa.Table:
    """row_no, code (and spoken_number) of the new rows, in the order of the spool."""
    new = pa.array(decided.fate == Fate.NEW)
    row_no = pa.array(decided.row_no).filter(new)
    if sort.code is None:
        return pa.table({"row_no": row_no})
    names = [*(name for name in sort.order if name != "source_id"), *_prefix_of(sort), "spoken_prefix", "code"]
    parts = [b.select([n for n in names if n in b.column_names]) for b in spool.blocks()]
    rows = pa.concat_tables(parts, promote_options="permissive").filter(new).combine_chunks()
    order = minting.among(decided.order, decided.fate == Fate.NEW)
    order = minting.sequence(order, [whole(rows[name]) for name in sort.order if name != "source_id"])
    prefixes = _prefixes(rows, sort)
    if sort.code is not codes.Kind.ASSET:
        return pa.table({"row_no": row_no, "code": minting.mint_codes(conn, prefixes, order=order, kind=sort.code)})
    code = _minted_or_given(conn, rows, prefixes, order)
    spoken = minting.mint_spoken(conn, whole(rows["spoken_prefix"]), order=order)
    return pa.table({"row_no": row_no, "code": code, "spoken_number": spoken})


def _hold_given(conn: Connection, spool: Spool, decided: Decided) -> list[str]:
    """Codes that the file brings are minted for nothing else, also where they become further names of known things;
    those that new things bring are handed back.
    """
    start, of_new = 0, []
    for block in spool.blocks():
        fate = decided.fate[start : start + len(block)]
        start += len(block)
        if "code" in block.column_names:
            brought = whole(block["code"])
            adopted = _adopted(brought)
            held = brought.filter(pc.and_(pa.array(fate <= Fate.JOINED), adopted))
            minting.hold_codes(conn, held, kind=codes.Kind.ASSET)
            of_new += brought.filter(pc.and_(pa.array(fate == Fate.NEW), adopted)).to_pylist()
    return of_new


def _adopted(brought: pa.Array) -> pa.BooleanArray:
    return pc.fill_null(pc.equal(pc.utf8_length(brought), given.NEW_LENGTH), fill_value=False)


def _minted_or_given(conn: Connection, rows: pa.Table, prefixes: pa.Array, order: Ints) -> pa.Array:
    if "code" not in rows.column_names:
        return minting.mint_codes(conn, prefixes, order=order, kind=codes.Kind.ASSET)
    brought = whole(rows["code"])
    adopted = _adopted(brought)
    left = ~adopted.to_numpy(zero_copy_only=False)
    mine = minting.among(order, left)
    minted = minting.mint_codes(conn, prefixes.filter(pa.array(left)), order=mine, kind=codes.Kind.ASSET)
    return pc.replace_with_mask(brought, pc.invert(adopted), minted)


def _prefix_of(sort: Sort) -> tuple[str, ...]:
    match sort.code:
        case codes.Kind.ASSET:
            return ("division", "class_code")
        case codes.Kind.ROAD_SEGMENT:
            return ("division",)
        case codes.Kind.ENTRANCE:
            return ("building_code",)
    return ("community_code",)


def _prefixes(rows: pa.Table, sort: Sort) -> pa.Array:
    mark = {codes.Kind.ASSET: "", codes.Kind.ROAD_SEGMENT: "R", codes.Kind.ENTRANCE: "U", codes.Kind.BUILDING: "B"}
    parts = [whole(rows[name]).cast(pa.large_string()) for name in _prefix_of(sort)]
    end = pa.scalar(mark.get(sort.code, "C") if sort.code else "", pa.large_string())
    return pc.binary_join_element_wise(*parts, end, pa.scalar("", pa.large_string()))


def _new(
    conn: Connection,
    spool: Spool,
    decided: Decided,
    table: Table,
    *,
    coded: pa.Table,
    stamps: dict[str, object],
    is_bulk: bool,
) -> Iterator[pa.Table]:
    """New rows as their table takes them, a block at a time, in the order of their codes."""
    if is_bulk:
        stamps = stamps | {"change_id": conn.execute(text("select registry.this_change()")).scalar_one()}
    start = done = 0
    for block in spool.blocks():
        new = decided.fate[start : start + len(block)] == Fate.NEW
        start += len(block)
        rows = block.filter(pa.array(new)).combine_chunks() if not new.all() else block.combine_chunks()
        mine = coded.slice(done, len(rows)).drop_columns("row_no")
        done += len(rows)
        for name in mine.column_names:
            rows = rows.drop_columns(name) if name in rows.column_names else rows
            rows = rows.append_column(name, mine[name])
        order = pc.sort_indices(whole(rows["code"])) if "code" in mine.column_names else pa.array(range(len(rows)))
        for first in range(0, len(rows), _SLICE):  # in slices, so that the server stores one while the next is made
            yield storing.typed(table, _stamped(rows.take(order.slice(first, _SLICE)), stamps))


def _stamped(rows: pa.Table, stamps: dict[str, object]) -> pa.Table:
    for name, value in stamps.items():
        rows = rows.append_column(name, pa.repeat(pa.scalar(value), len(rows)))
    return rows


# A load that is large beside what there is ----------------------------------------------------------------------------


@contextmanager
def _bulk(conn: Connection, table: Table, new: int, brought: list[str]) -> Iterator[bool]:
    """Whether indexes and references are set aside for the time of the load, and made anew after it.

    The table is closed until the transaction ends; checks, keys and references are all made again before. Where a
    thing that was taken back brings its code, the triggers are needed.
    """
    statements = storing.statements()
    present = (
        conn.execute(statements["known_rows"]).scalar_one() if table.name == "asset" and new >= _BULK_ROWS else None
    )
    is_large = present is not None and new >= _BULK_SHARE * present
    if not is_large or (brought and conn.execute(statements["were_issued"], {"codes": brought}).scalar_one()):
        yield False
        return
    conn.execute(statements["open_change"])
    back: Sequence[str] = conn.execute(statements["set_aside"]).scalar_one()
    yield True
    for statement in back:
        conn.exec_driver_sql(statement, execution_options={"no_parameters": True})
    conn.execute(statements["tell_change"])


def _enter_serials(conn: Connection, code: pa.ChunkedArray, sort: Sort) -> None:
    """What the triggers do for other loads: the ledger takes the codes, and refuses those it issued before."""
    assert sort.code is not None
    digits = codes.GRAMMARS[sort.code].digits
    prefix = pc.utf8_slice_codeunits(code, 0, -digits).combine_chunks().dictionary_encode()
    serial = pc.cast(pc.utf8_slice_codeunits(code, -digits), pa.int64()).to_numpy()
    place = prefix.indices.to_numpy()
    for number, name in sorted(enumerate(prefix.dictionary.to_pylist()), key=lambda pair: pair[1]):
        ranges = _ranges(np.sort(serial[place == number]))
        values = {"kind": sort.code.value, "prefix": name, "serials": ranges}
        conn.execute(storing.statements()["enter_serials"], values)


def _ranges(serials: Ints) -> str:
    breaks = np.flatnonzero(np.diff(serials) > 1)
    firsts = serials[np.concatenate([[0], breaks + 1])]
    lasts = serials[np.concatenate([breaks, [len(serials) - 1]])]
    return "{" + ",".join(f"[{low},{high}]" for low, high in zip(firsts, lasts, strict=True)) + "}"


# Known things --------------------------------------------------------------------------------------------------------


def _amend(
    conn: Connection,
    spool: Spool,
    decided: Decided,
    table: Table,
    *,
    sort: Sort,
    stamps: dict[str, object],
    asked: frozenset[str],
    write: bool,
) -> int:
    stamp = [name for name in ("valid_from", "datum") if name in table.c]  # alone they change nothing
    key = ["code"] if "code" in table.c else ["source", "source_id"]
    wanted = (set(asked) | _PLACED) - _LASTING.get(sort.table, set())
    updated = start = 0
    for block in spool.blocks():
        fate = decided.fate[start : start + len(block)]
        code = decided.code.slice(start, len(block))
        start += len(block)
        for which, names in ((Fate.KNOWN, {*wanted, *stamp}), (Fate.JOINED, {*(_FILLED & asked), "valid_from"})):
            rows, mine = block.filter(pa.array(fate == which)), code.filter(pa.array(fate == which))
            if "code" in table.c:
                rows = rows.drop_columns("code") if "code" in rows.column_names else rows
                rows = rows.append_column("code", mine)
            for some in _apart(rows, sort):
                said = storing.typed(table, _stamped(some, stamps))
                kept = [n for n in said.column_names if n in key or (n in names and n not in {"source", "source_id"})]
                said, fills = said.select(kept), which is Fate.JOINED
                updated += storing.amend(conn, table, said, key=key, stamp=stamp, only_missing=fills, write=write)
    return updated


def _apart(rows: pa.Table, sort: Sort) -> list[pa.Table]:
    """Rows with a shape, and those without: a list of names does not take shapes away."""
    if sort.shape_required or "geom" not in rows.column_names:
        return [rows]
    return [rows.filter(rows["geom"].is_valid()), rows.filter(rows["geom"].is_null()).drop_columns("geom")]


def _aliases(spool: Spool, decided: Decided, source: str, coded: pa.Table | None) -> pd.DataFrame:
    """scheme, alias, code: given codes that are not the code of their thing, ids under which other sources know it."""
    code = decided.code.to_pandas().astype(object)
    if coded is not None:
        code[decided.fate == Fate.NEW] = coded["code"].to_pandas().astype(object).to_numpy()
    parts = []
    joined = decided.fate == Fate.JOINED
    if joined.any():
        key = decided.key.to_pandas()[joined]
        parts.append(pd.DataFrame({"scheme": f"source:{source}", "alias": key, "code": code[joined]}))
    brought = [b["code"] if "code" in b.column_names else pa.nulls(len(b), pa.large_string()) for b in spool.blocks()]
    if brought:
        given_code = pd.concat([part.to_pandas() for part in brought], ignore_index=True).astype(object)
        rows = pd.DataFrame({"given_code": given_code.where(given_code.notna(), None), "code": code})
        parts.append(given.aliases(rows[(decided.fate <= Fate.JOINED) & rows["given_code"].notna()]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"scheme": [], "alias": [], "code": []})
