"""Decided rows enter the register: codes are minted, new things stored, known ones brought up to date."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Table, text

from registry import codes
from registry.importing import drawn, gathering, given, minting, storing
from registry.importing.deciding import Decided, Fate
from registry.importing.kinds import Sort
from registry.importing.runs import Start
from registry.importing.spool import Spool, whole

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
    coded = None
    if write and decided.count(Fate.NEW):
        stamped = _unsaid(sort, asked) | stamps
        with _bulk(conn, table, decided.count(Fate.NEW), brought) as change:
            coded = _codes(conn, spool, decided, sort) if sort.code is not None else None
            storing.add(conn, table, _new(spool, decided, table, coded=coded, stamps=stamped | change))
            if change and coded is not None:
                _enter_serials(conn, coded[0], sort)
    if sort.code is codes.Kind.ASSET and write:
        storing.keep_aliases(conn, _aliases(spool, decided, begun.source, coded[0] if coded is not None else None))
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


def _codes(conn: Connection, spool: Spool, decided: Decided, sort: Sort) -> tuple[minting.Codes, pa.Array | None]:
    """Codes and spoken numbers of the new rows, in the order of the spool."""
    assert sort.code is not None
    new = pa.array(decided.fate == Fate.NEW)
    names = [*(name for name in sort.order if name != "source_id"), *_prefix_of(sort), "spoken_prefix", "code"]
    rows = spool.columns(names).filter(new)
    order = minting.among(decided.order, decided.fate == Fate.NEW)
    order = minting.sequence(order, [whole(rows[name]) for name in sort.order if name != "source_id"])
    is_asset = sort.code is codes.Kind.ASSET
    brought = _adopted(whole(rows["code"])) if is_asset and "code" in rows.column_names else None
    made = minting.mint_codes(conn, _prefixes(rows, sort), order=order, kind=sort.code, given=brought)
    return made, minting.mint_spoken(conn, _encoded(rows["spoken_prefix"]), order=order) if is_asset else None


def _hold_given(conn: Connection, spool: Spool, decided: Decided) -> list[str]:
    """Codes that the file brings are minted for nothing else, also where they become further names of known things;
    those that new things bring are handed back.
    """
    start, of_new = 0, []
    for block in spool.blocks():
        fate = decided.fate[start : start + len(block)]
        start += len(block)
        if "code" in block.column_names:
            brought = _adopted(whole(block["code"]))
            minting.hold_codes(conn, brought.filter(pa.array(fate <= Fate.JOINED)).drop_null(), kind=codes.Kind.ASSET)
            of_new += brought.filter(pa.array(fate == Fate.NEW)).drop_null().to_pylist()
    return of_new


def _adopted(brought: pa.Array) -> pa.Array:
    """Codes in the form in force, null for all others."""
    is_new = pc.fill_null(pc.equal(pc.utf8_length(brought), given.NEW_LENGTH), fill_value=False)
    return pc.if_else(is_new, brought, pa.scalar(None, brought.type))


def _prefix_of(sort: Sort) -> tuple[str, ...]:
    match sort.code:
        case codes.Kind.ASSET:
            return ("division", "class_code")
        case codes.Kind.ROAD_SEGMENT:
            return ("division",)
        case codes.Kind.ENTRANCE:
            return ("building_code",)
    return ("community_code",)


def _prefixes(rows: pa.Table, sort: Sort) -> pa.DictionaryArray:
    """What each new code begins with: put together once for all rows that share its parts."""
    mark = {codes.Kind.ASSET: "", codes.Kind.ROAD_SEGMENT: "R", codes.Kind.ENTRANCE: "U", codes.Kind.BUILDING: "B"}
    parts = [_encoded(rows[name]) for name in _prefix_of(sort)]
    sizes = [max(1, len(part.dictionary)) for part in parts]
    place = np.ravel_multi_index([part.indices.to_numpy() for part in parts], sizes)
    used = np.flatnonzero(np.bincount(place, minlength=int(np.prod(sizes))))
    texts = [part.dictionary.take(pa.array(at)) for part, at in zip(parts, np.unravel_index(used, sizes), strict=True)]
    end = pa.scalar(mark.get(sort.code, "C") if sort.code else "", pa.large_string())
    names = pc.binary_join_element_wise(*texts, end, pa.scalar("", pa.large_string()))
    number = np.zeros(int(np.prod(sizes)), dtype=np.int32)
    number[used] = np.arange(len(used))
    return pa.DictionaryArray.from_arrays(pa.array(number[place]), names)


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    return whole(column.cast(pa.large_string()) if column.type == pa.string() else column).dictionary_encode()


def _new(
    spool: Spool,
    decided: Decided,
    table: Table,
    *,
    coded: tuple[minting.Codes, pa.Array | None] | None,
    stamps: dict[str, object],
) -> Iterator[pa.Table]:
    """New rows as their table takes them, a block at a time, in the order of their codes."""
    start = done = 0
    for block in spool.blocks():
        new = decided.fate[start : start + len(block)] == Fate.NEW
        start += len(block)
        rows = block if new.all() else block.filter(pa.array(new))
        del block
        order: minting.Ints = np.arange(len(rows))
        if coded is not None:
            minted, spoken = coded
            rows = _with(rows, "code", minted.texts(done, len(rows)))
            rows = rows if spoken is None else _with(rows, "spoken_number", spoken.slice(done, len(rows)))
            order = minted.order(done, len(rows))
        done += len(rows)
        rows = rows.combine_chunks()
        for first in range(0, len(rows), _SLICE):  # in slices, so that the server stores one while the next is made
            yield storing.typed(table, _stamped(rows.take(pa.array(order[first : first + _SLICE])), stamps))


def _with(rows: pa.Table, name: str, column: pa.Array) -> pa.Table:
    rows = rows.drop_columns(name) if name in rows.column_names else rows
    return rows.append_column(name, column)


def _stamped(rows: pa.Table, stamps: dict[str, object]) -> pa.Table:
    for name, value in stamps.items():
        rows = rows.append_column(name, pa.repeat(pa.scalar(value), len(rows)))
    return rows


# A load that is large beside what there is ----------------------------------------------------------------------------


@contextmanager
def _bulk(conn: Connection, table: Table, new: int, brought: list[str]) -> Iterator[dict[str, object]]:
    """Set indexes, references and triggers aside for the time of a large load, and make them anew after it; what the
    triggers would have stamped, nothing where the load is not so large.

    The table is closed until the transaction ends; checks, keys and references are all made again before. Where a
    thing that was taken back brings its code, the triggers are needed.
    """
    statements = storing.statements()
    present = (
        conn.execute(statements["known_rows"]).scalar_one() if table.name == "asset" and new >= _BULK_ROWS else None
    )
    is_large = present is not None and new >= _BULK_SHARE * present
    if not is_large or (brought and conn.execute(statements["were_issued"], {"codes": brought}).scalar_one()):
        yield {}
        return
    # First the table, then the change: who reads the table and waits to write holds nobody up for ever.
    back: Sequence[str] = conn.execute(statements["set_aside"]).scalar_one()
    conn.execute(statements["open_change"])
    yield {"change_id": conn.execute(text("select registry.this_change()")).scalar_one()}
    for statement in back:
        conn.exec_driver_sql(statement, execution_options={"no_parameters": True})
    conn.execute(statements["tell_change"])


def _enter_serials(conn: Connection, minted: minting.Codes, sort: Sort) -> None:
    """What the triggers do for other loads: the ledger takes the codes, and refuses those it issued before."""
    assert sort.code is not None
    for prefix, serials in minted.by_prefix():
        values = {"kind": sort.code.value, "prefix": prefix, "serials": _ranges(serials)}
        conn.execute(storing.statements()["enter_serials"], values)


def _ranges(serials: minting.Ints) -> str:
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
            rows = drawn.as_drawn(conn, rows, sort) if sort.planned else rows
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


def _aliases(spool: Spool, decided: Decided, source: str, minted: minting.Codes | None) -> pd.DataFrame:
    """scheme, alias, code: given codes that are not the code of their thing, ids under which other sources know it."""
    parts = [pd.DataFrame({"scheme": [], "alias": [], "code": []}, dtype=object)]
    start = done = 0
    for block in spool.blocks():
        fate = decided.fate[start : start + len(block)]
        code, new = decided.code.slice(start, len(block)), fate == Fate.NEW
        joined, known = pa.array(fate == Fate.JOINED), np.flatnonzero(fate <= Fate.JOINED)
        keys = whole(block["source_id"]).filter(joined)
        parts.append(pd.DataFrame({"scheme": f"source:{source}", "alias": keys, "code": code.filter(joined)}))
        if "code" in block.column_names and block["code"].null_count < len(block):
            if minted is not None:
                code = pc.replace_with_mask(code, pa.array(new), minted.texts(done, int(new.sum())))
            given_code = whole(block["code"])
            rows = pd.DataFrame({"given_code": given_code.to_pandas(), "code": code.to_pandas()}).iloc[known]
            parts.append(given.aliases(rows[rows["given_code"].notna()].astype(object)))
        start, done = start + len(block), done + int(new.sum())
    return pd.concat(parts, ignore_index=True)
