"""What becomes of each row of a file: new, known, a repeat, for review or refused. Asks the register, writes nothing.

A row is a thing the register knows by source and source id; by a name another source's thing was found to have; by the
code it bears; by class and place. What is unsure goes to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from registry.importing import faults, gathering, matching, nearing
from registry.importing.given import check_given
from registry.importing.kinds import Field, Sort
from registry.importing.spool import Spool, plain, whole

Ints = npt.NDArray[np.integer[Any]]
_KEPT = ("row_no", "source_id", "code", "class_code", "division", "lon", "lat", "accuracy_m")


class Fate(IntEnum):
    """What becomes of a row."""

    NEW = 0
    KNOWN = 1
    JOINED = 2  # another source's thing: it gets a further name, and what was not known of it
    REPEATED = 3
    REVIEW = 4
    REJECTED = 5


@dataclass(slots=True)
class Decided:
    """`fate` and `code` (of the thing it is, null for new ones) of each row of the spool, in its order; `order` are the
    places of the rows in the order of their keys: source ids, or codes where those are given.

    `repeats` as in registry.importing.matching, `faults` as ever, `reviews` (row_no, code, score, distance_m): the
    candidates of each row that a person must look at.
    """

    fate: npt.NDArray[np.int8]
    code: pa.Array
    row_no: Ints
    order: npt.NDArray[np.int32]
    repeats: pd.DataFrame = field(default_factory=matching.no_repeats)
    faults: pd.DataFrame = field(default_factory=faults.none)
    reviews: pd.DataFrame = field(default_factory=nearing.no_reviews)
    notes: tuple[str, ...] = ()

    def count(self, fate: Fate) -> int:
        """How many rows have that fate."""
        return int((self.fate == fate).sum())


def decide(conn: Connection, spool: Spool, *, sort: Sort, source: str) -> Decided:
    """Decide on all rows of a spool (registry.importing.judging) of one kind and source."""
    keys = _keys(spool, sort)
    key = keys["source_id" if sort.keyed_by_source else "code"]
    row_no = keys["row_no"].to_numpy()
    order = pc.sort_indices(key).to_numpy().astype(np.int32)
    decided = Decided(np.zeros(len(keys), np.int8), pa.nulls(len(keys), pa.large_string()), row_no, order)
    if not len(keys):
        return decided
    _repeated_keys(decided, spool, key, name="source_id" if sort.keyed_by_source else "code")
    if sort.table == "asset":
        _assets(conn, decided, keys, spool, source=source)
    else:
        known = gathering.known_keys(conn, sort, source=source)
        _know(decided, _codes_of(key, known))
        if sort.code is not None:
            _know(decided, _codes_of(key, gathering.heirs(conn, sort.table, source=source)), fate=Fate.JOINED)
        for field in sort.fields:
            if field.own:
                _refuse_unknown(decided, spool, known, name=field.name)
            if field.apart is not None:
                _refuse_shared(decided, spool, gathering.known_values(conn, sort, field.name), field=field)
    return decided


def _keys(spool: Spool, sort: Sort) -> pa.Table:
    rows = spool.columns(_KEPT)
    if not rows.column_names:
        return pa.table({"row_no": pa.array([], pa.int64()), "source_id": [], "code": []})
    if sort.table == "asset":  # a column of no type takes no memory
        for name in {"code", "accuracy_m"} - set(rows.column_names):
            rows = rows.append_column(name, pa.nulls(len(rows)))
    return rows


def _codes_of(key: pa.ChunkedArray, known: pa.Table) -> pa.Array:
    """The code of the thing each key names, null where it names none."""
    return whole(known["code"]).take(whole(pc.index_in(key, value_set=whole(known["key"]))))


def _know(decided: Decided, codes: pa.Array, *, fate: Fate = Fate.KNOWN) -> None:
    """Rows that are still new and have a code here are that thing."""
    hit = codes.is_valid().to_numpy(zero_copy_only=False) & (decided.fate == Fate.NEW)
    if hit.any():
        decided.fate[hit] = fate
        decided.code = pc.if_else(pa.array(hit), codes, decided.code)


def _turn(decided: Decided, rows: pd.Series, fate: Fate) -> None:
    if len(rows):
        decided.fate[np.isin(decided.row_no, rows.to_numpy(dtype=np.int64))] = fate


def _repeated_keys(decided: Decided, spool: Spool, key: pa.ChunkedArray, *, name: str) -> None:
    """Rows that bear the key of an earlier one: repeats where they say the same, faults where they do not."""
    ordered = whole(key.take(pa.array(decided.order)))
    if not pc.any(pc.equal(ordered.slice(1), ordered.slice(0, len(ordered) - 1))).as_py():
        return
    encoded = whole(key).dictionary_encode()
    place = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy()
    shared = np.bincount(place, minlength=len(encoded.dictionary) + 1)[:-1] > 1
    rows = rows_at(spool, decided.row_no[np.append(shared, [False])[place]])
    said = rows.drop(columns="attributes", errors="ignore")  # what no field took does not make two things of one
    repeats, wrong = matching.repeats_of_ids(said, key=name)
    decided.repeats, decided.faults = repeats, wrong
    _turn(decided, repeats["row_no"], Fate.REPEATED)
    _turn(decided, wrong["row_no"], Fate.REJECTED)


def rows_at(spool: Spool, row_nos: Ints) -> pd.DataFrame:
    """Some rows of a spool as a frame, index row_no."""
    asked = pa.array(row_nos)
    parts = [block.filter(pc.is_in(block["row_no"], value_set=asked)) for block in spool.blocks()]
    rows: pd.DataFrame = plain(pa.concat_tables(parts, promote_options="permissive")).to_pandas()
    return rows.set_index("row_no")


def _refuse_unknown(decided: Decided, spool: Spool, known: pa.Table, *, name: str) -> None:
    """Rows that name in a field what neither the register nor another row of the file is, be it refused itself."""
    said = plain(spool.columns(["code", name]))
    if name not in said.column_names:
        return
    rows = said.to_pandas().set_axis(decided.row_no)
    there = set(known["key"].to_pylist())
    while True:
        kept = decided.fate <= Fate.JOINED
        lost = kept & (rows[name].notna() & ~rows[name].isin(there | set(rows["code"][kept]))).to_numpy()
        if not lost.any():
            return
        wrong = faults.of(rows.index[lost], field=name, values=rows[name][lost], reason="unknown_code")
        decided.faults = faults.together([decided.faults, wrong])
        decided.fate[lost] = Fate.REJECTED


def _refuse_shared(decided: Decided, spool: Spool, known: Mapping[str, str], *, field: Field) -> None:
    """Rows whose value is that of another thing close by its code, in the register or of an earlier row."""
    rows = plain(spool.columns(["code", field.name])).to_pandas().set_axis(decided.row_no)
    held = {(code[: field.apart], value): code for code, value in known.items()}
    for place in np.flatnonzero(decided.fate <= Fate.JOINED):  # so many communities, not more
        code, value = rows.iloc[place]
        if held.setdefault((code[: field.apart], value), code) != code:
            wrong = faults.of(rows.index[[place]], field=field.name, values=value, reason="name_taken")
            decided.faults = faults.together([decided.faults, wrong])
            decided.fate[place] = Fate.REJECTED


# Assets --------------------------------------------------------------------------------------------------------------


def _assets(conn: Connection, decided: Decided, keys: pa.Table, spool: Spool, *, source: str) -> None:
    known = gathering.known_assets(conn, source=source, box=_box(keys))
    own = known.filter(known["source_id"].is_valid())
    key = keys["source_id"]
    _know(decided, _codes_of(key, gathering.heirs(conn, "asset", source=source)), fate=Fate.JOINED)
    _know(decided, _codes_of(key, pa.table({"key": own["source_id"], "code": own["code"]})))
    _know(decided, _codes_of(key, gathering.other_names(conn, source=source)), fate=Fate.JOINED)
    _by_bearer(conn, decided, keys)
    _refuse_changed_class(conn, decided, keys, known)
    _refuse_given(conn, decided, keys, source=source)
    left_out = pa.array(gathering.left_out(conn, source=source), key.type)
    left = pc.is_in(key, value_set=left_out).to_numpy() & (decided.fate == Fate.NEW)
    decided.fate[left] = Fate.REPEATED
    near = nearing.near(decided.fate, decided.code, keys, known, more=lambda rows: rows_at(spool, rows))
    decided.repeats = pd.concat([decided.repeats, near.repeats], ignore_index=True)
    told = (f"{left.sum()} rows were left out by a person before",) if left.any() else ()
    decided.reviews, decided.notes = near.reviews, (*near.notes, *told)
    if len(near.joined):
        joined = near.joined.set_index("row_no")["code"].reindex(decided.row_no)
        _know(decided, pa.array(joined, pa.large_string(), from_pandas=True), fate=Fate.JOINED)
    _turn(decided, near.repeats["row_no"], Fate.REPEATED)
    _turn(decided, near.reviews["row_no"], Fate.REVIEW)


def _box(keys: pa.Table) -> gathering.Box:
    pad = 3e-4  # some thirty metres: farther apart nothing is taken for one thing
    lon, lat = pc.min_max(keys["lon"]).as_py(), pc.min_max(keys["lat"]).as_py()
    return lon["min"] - pad, lat["min"] - pad, lon["max"] + pad, lat["max"] + pad


def _by_bearer(conn: Connection, decided: Decided, keys: pa.Table) -> None:
    """A row without a thing of its source that bears the code of one that no other row is, is that thing."""
    given = keys["code"]
    if given.null_count == len(given):
        return
    bearers = gathering.bearers(conn, given.drop_null().to_pylist())
    table = pa.table(
        {
            "key": pa.array(bearers, pa.large_string()),
            "code": pa.array([code for code, _ in bearers.values()], pa.large_string()),
        }
    )
    borne = _codes_of(given, table).to_pandas().astype(object)
    new = borne[(decided.fate == Fate.NEW) & borne.notna() & ~borne.isin(decided.code.drop_null().to_pylist())]
    first = new[~new.duplicated()]
    _know(decided, pa.array(first.reindex(range(len(decided.fate))), pa.large_string(), from_pandas=True))


def _refuse_changed_class(conn: Connection, decided: Decided, keys: pa.Table, known: pa.Table) -> None:
    if decided.count(Fate.NEW) == len(decided.fate):
        return
    registered = whole(known["class_code"]).take(whole(pc.index_in(decided.code, value_set=whole(known["code"]))))
    elsewhere = decided.code.filter(pc.and_(decided.code.is_valid(), registered.is_null()))
    if len(elsewhere):  # outside the box: a thing that moved far
        found = gathering.bearers(conn, elsewhere.to_pylist())
        classes = pa.array([found[c][1] if c in found else None for c in decided.code.to_pylist()], pa.large_string())
        registered = pc.coalesce(registered, classes)
    said = whole(keys["class_code"].cast(pa.large_string()))
    other = pc.fill_null(pc.not_equal(registered, said), fill_value=False)
    other = other.to_numpy(zero_copy_only=False) & np.isin(decided.fate, (Fate.KNOWN, Fate.JOINED))
    if other.any():
        values = said.to_numpy(zero_copy_only=False)[other]
        wrong = faults.of(pd.Index(decided.row_no[other]), field="class_code", values=values, reason="class_changed")
        decided.faults = faults.together([decided.faults, wrong])
        decided.fate[other] = Fate.REJECTED


def _refuse_given(conn: Connection, decided: Decided, keys: pa.Table, *, source: str) -> None:
    there = keys["code"].is_valid().to_numpy(zero_copy_only=False) & (decided.fate <= Fate.JOINED)
    if not there.any():
        return
    said = ["code", "division", "class_code", "source_id", "lon", "lat"]
    rows = plain(keys.select(said).filter(pa.array(there))).to_pandas()
    rows = rows.rename(columns={"code": "given_code"}).set_index(pd.Index(decided.row_no[there], name="row_no"))
    rows["code"] = decided.code.filter(pa.array(there)).to_pandas().to_numpy()
    rows["known"] = decided.fate[there] != Fate.NEW
    bearers = gathering.bearers(conn, rows.loc[rows["known"], "given_code"].tolist())
    borne = rows["given_code"].map({given: code for given, (code, _) in bearers.items()})
    rows["known"] &= borne == rows["code"]
    rows["known"] |= rows["source_id"].isin(gathering.returning(conn, rows[rows["code"].isna()], source=source))
    taken = gathering.taken_codes(conn, set(rows.loc[~rows["known"], "given_code"]))
    wrong = check_given(rows, taken=taken)
    decided.faults = faults.together([decided.faults, wrong])
    _turn(decided, wrong["row_no"], Fate.REJECTED)
