"""What becomes of each row: who is known, by what; what is refused; what says the same again."""

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, text

from registry.importing import deciding
from registry.importing.deciding import Decided, Fate
from registry.importing.kinds import SORTS
from registry.importing.spool import Spool
from tests.registry.importing.conftest import EAST, WEST
from tests.registry.importing.rooms import BLOCK_ROWS, FIRST, HEAD, decided, put, spooled

CODED = "source_id,class_code,lon,lat,ObjID\n"
SECOND = "99010101002000002"
OLD = "9901010102000007"
NEW, KNOWN, JOINED = Fate.NEW, Fate.KNOWN, Fate.JOINED
REPEATED, REVIEW, REJECTED = Fate.REPEATED, Fate.REVIEW, Fate.REJECTED


def _fates(found: Decided) -> list[tuple[Fate, str | None]]:
    return [(Fate(fate), code) for fate, code in zip(found.fate, found.code.to_pylist(), strict=True)]


def _reasons(found: Decided) -> dict[int, str]:
    return dict(zip(found.faults["row_no"], found.faults["reason"], strict=True))


def _alias(conn: Connection, alias: str, code: str, scheme: str = "source:s") -> None:
    insert = "insert into registry.alias (kind, scheme, alias, code) values ('asset', :scheme, :alias, :code)"
    conn.execute(text(insert), {"scheme": scheme, "alias": alias, "code": code})


@pytest.mark.parametrize("kind", SORTS)
def test_an_empty_spool_is_decided_on(town: Connection, kind: str) -> None:
    found = deciding.decide(town, Spool(), sort=SORTS[kind], source="s")
    assert len(found.fate) == len(found.code) == len(found.order) == 0
    assert [found.count(fate) for fate in Fate] == [0] * len(Fate)
    assert (found.repeats.empty, found.faults.empty, found.reviews.empty) == (True, True, True)


def test_a_file_of_rejects_alone_is_decided_on(town: Connection, tmp_path: Path) -> None:
    found = decided(town, tmp_path, HEAD + "a,9,120.405,36.005\n")
    assert len(found.fate) == 0


def test_a_thing_is_found_by_the_id_of_its_source_however_far_it_moved(town: Connection, tmp_path: Path) -> None:
    put(town, lon=10.0)
    csv = HEAD + "a,01002,120.405,36.005\nb,01002,120.406,36.005\n"
    assert _fates(decided(town, tmp_path, csv)) == [(KNOWN, FIRST), (NEW, None)]
    assert _fates(decided(town, tmp_path, csv, source="other")) == [(NEW, None), (NEW, None)]


def test_a_thing_is_found_by_the_code_it_bears(town: Connection, tmp_path: Path) -> None:
    put(town, source="other", source_id="x", lon=120.401)
    _alias(town, OLD, FIRST, scheme="GB/T 30428.2-2013")
    found = decided(town, tmp_path, CODED + f"a,01002,120.405,36.005,{FIRST}\n")
    assert _fates(found) == [(KNOWN, FIRST)]
    found = decided(town, tmp_path, CODED + f"a,01002,120.405,36.005,{OLD}\n")
    assert _fates(found) == [(KNOWN, FIRST)]
    assert found.faults.empty


def test_a_code_is_borne_by_one_row_alone(town: Connection, tmp_path: Path) -> None:
    """Who is known by id comes before who bears the code, and who bears it first before who does later."""
    put(town, source_id="a")
    csv = CODED + f"b,01002,120.406,36.005,{FIRST}\na,01002,120.405,36.005,\n"
    found = decided(town, tmp_path, csv)
    assert _fates(found)[1] == (KNOWN, FIRST)
    assert _reasons(found) == {1: "code_taken"}
    two = CODED + f"b,01002,120.406,36.005,{FIRST}\nc,01002,120.407,36.005,{FIRST}\n"
    found = decided(town, tmp_path, two, source="other")
    assert _fates(found)[0] == (KNOWN, FIRST)
    assert _reasons(found) == {2: "code_taken"}


def test_a_thing_is_found_by_the_name_it_got_from_another_source(town: Connection, tmp_path: Path) -> None:
    put(town, source="other", source_id="x", lon=10.0)
    _alias(town, "a", FIRST)
    assert _fates(decided(town, tmp_path, HEAD + "a,01002,120.405,36.005\n")) == [(JOINED, FIRST)]


def test_a_name_comes_before_a_code_that_is_borne(town: Connection, tmp_path: Path) -> None:
    """Else a thing that was joined by its place would be the source's own the next time, by the code it brought."""
    put(town, source="other", source_id="x")
    _alias(town, "a", FIRST)
    _alias(town, OLD, FIRST, scheme="GB/T 30428.2-2013")
    rows = f"b,01002,120.405,36.005,{OLD}\na,01002,120.405,36.005,{OLD}\n"
    found = decided(town, tmp_path, CODED + rows)
    assert _fates(found)[1] == (JOINED, FIRST)
    assert _reasons(found) == {1: "code_taken"}


def test_another_class_is_another_thing_found_how_it_may(town: Connection, tmp_path: Path) -> None:
    put(town, lon=120.405, source_id="a")
    put(town, SECOND, source="other", source_id="x", lon=10.0)
    _alias(town, "b", SECOND)
    found = decided(town, tmp_path, HEAD + "a,01003,120.405,36.005\nb,01003,120.405,36.006\nc,01003,120.405,36.007\n")
    assert _reasons(found) == {1: "class_changed", 2: "class_changed"}
    assert found.faults["value"].tolist() == ["01003", "01003"]
    assert [fate for fate, _ in _fates(found)] == [REJECTED, REJECTED, NEW]


def test_codes_that_do_not_fit_or_are_taken_are_refused(town: Connection, tmp_path: Path) -> None:
    put(town, SECOND, lon=10.0, source_id="gone")
    town.execute(text("delete from registry.asset"))
    rows = (
        f"a,01002,120.401,36.005,{SECOND}",  # issued before, its thing is gone
        "b,01002,120.402,36.005,99010101003000001",  # of another class
        "c,01002,120.403,36.005,99010201002000001",  # of another division
        "d,01002,120.404,36.005,99010101002000009",
        "e,01002,120.405,36.005,99010101002000009",  # borne by the row before
        f"f,01002,120.406,36.005,{OLD}",
        f"g,01002,120.407,36.005,{OLD}",
        "h,01002,120.408,36.005,",
    )
    found = decided(town, tmp_path, CODED + "\n".join(rows) + "\n")
    assert _reasons(found) == {
        1: "code_taken",
        2: "code_mismatch",
        3: "code_mismatch",
        5: "code_taken",
        7: "code_taken",
    }
    assert [row for row, fate in enumerate(found.fate, 1) if fate == NEW] == [4, 6, 8]


def test_a_thing_that_was_taken_back_may_bring_its_code_again(town: Connection, tmp_path: Path) -> None:
    put(town)
    town.execute(text("delete from registry.asset"))
    assert _fates(decided(town, tmp_path, CODED + f"a,01002,120.405,36.005,{FIRST}\n")) == [(NEW, None)]
    far, other = f"a,01002,120.406,36.005,{FIRST}\n", f"b,01002,120.405,36.005,{FIRST}\n"
    for row in (far, other):
        assert _reasons(decided(town, tmp_path, CODED + row)) == {1: "code_taken"}
    assert _reasons(decided(town, tmp_path, CODED + other.replace("b", "a"), source="other")) == {1: "code_taken"}
    both = CODED + other + f"a,01002,120.405,36.005,{FIRST}\n"
    assert _reasons(decided(town, tmp_path, both)) == {1: "code_taken"}


def test_a_known_thing_does_not_take_the_code_or_the_name_of_another(town: Connection, tmp_path: Path) -> None:
    put(town, FIRST, source_id="a")
    put(town, SECOND, source_id="b", lon=120.406)
    _alias(town, OLD, SECOND, scheme="GB/T 30428.2-2013")
    for taken in (SECOND, OLD):
        found = decided(town, tmp_path, CODED + f"a,01002,120.405,36.005,{taken}\n")
        assert _reasons(found) == {1: "code_taken"}
    for own in (SECOND, OLD, "99010101002000009"):
        assert _fates(decided(town, tmp_path, CODED + f"b,01002,120.406,36.005,{own}\n")) == [(KNOWN, SECOND)]
    both = CODED + "a,01002,120.405,36.005,99010101002000009\nb,01002,120.406,36.005,99010101002000009\n"
    assert _reasons(decided(town, tmp_path, both)) == {2: "code_taken"}


def test_one_id_twice_is_a_repeat_where_all_is_the_same_and_a_fault_else(town: Connection, tmp_path: Path) -> None:
    csv = HEAD.replace("\n", ",size_mm,色\n") + (
        "a,01002,120.405,36.005,,红\nb,01002,120.406,36.005,,\na,01002,120.405,36.005,,蓝\n"
        "a,01002,120.405,36.005,700,\na,01002,120.407,36.005,,\n"
    )
    found = decided(town, tmp_path, csv)
    assert [fate for fate, _ in _fates(found)] == [NEW, NEW, REPEATED, REJECTED, REJECTED]
    assert found.repeats[["row_no", "of_row"]].to_numpy().tolist() == [[3, 1]], "what no field took makes no two of one"
    assert _reasons(found) == {4: "duplicate_id", 5: "duplicate_id"}


def test_two_ids_on_one_spot_are_one_thing(town: Connection, tmp_path: Path) -> None:
    csv = HEAD + "b,01002,120.405,36.005\na,01002,120.405,36.005\nc,01003,120.405,36.005\n"
    found = decided(town, tmp_path, csv)
    assert [fate for fate, _ in _fates(found)] == [REPEATED, NEW, NEW]
    put(town, source_id="known")
    found = decided(town, tmp_path, csv)
    assert [fate for fate, _ in _fates(found)] == [REPEATED, REPEATED, NEW]
    assert found.repeats["of_code"].tolist() == [FIRST, FIRST]


def test_what_lies_by_a_thing_of_another_source_is_joined_or_looked_at(town: Connection, tmp_path: Path) -> None:
    put(town, source="other", source_id="x", size_mm=700)
    csv = HEAD + "a,01002,120.405001,36.005\nb,01002,120.4052,36.005\n"
    assert _fates(decided(town, tmp_path, csv)) == [(JOINED, FIRST), (NEW, None)]
    found = decided(town, tmp_path, HEAD + "a,01002,120.405008,36.005\n")
    assert _fates(found) == [(REVIEW, None)]
    assert found.reviews["code"].tolist() == [FIRST]
    contradicted = HEAD.replace("\n", ",size_mm\n") + "a,01002,120.405004,36.005,400\n"
    assert _fates(decided(town, tmp_path, contradicted)) == [(REVIEW, None)]


def test_what_was_removed_is_no_candidate(town: Connection, tmp_path: Path) -> None:
    put(town, source="other", source_id="x", status="removed")
    assert _fates(decided(town, tmp_path, HEAD + "a,01002,120.405,36.005\n")) == [(NEW, None)]
    assert _fates(decided(town, tmp_path, HEAD + "x,01002,120.405,36.005\n", source="other")) == [(KNOWN, FIRST)]


def test_kinds_that_are_given_codes_are_known_by_them(town: Connection, tmp_path: Path) -> None:
    csv = "code,name_zh\n990101,示\n990102,二\n990102,二\n990102,三\n"
    found = decided(town, tmp_path, csv, kind="divisions")
    assert _fates(found) == [(KNOWN, "990101"), (NEW, None), (REPEATED, None), (REJECTED, None)]
    assert found.faults["field"].tolist() == ["code"]


def test_short_names_of_communities_are_borne_once_in_a_division(town: Connection, tmp_path: Path) -> None:
    town.execute(text("insert into registry.division values ('990102', '二区', 'Second', null)"))
    town.execute(text("insert into registry.street values ('990102001', '990102', '街', '')"))
    csv = (
        f"code,name_zh,short_name\n990101001009,x,甲\n990102001001,x,甲\n990101001003,x,丙\n990101001004,x,丙\n"
        f"{WEST},x,丁\n{EAST},x,乙\n990101001005,x,丁\n"
    )
    found = decided(town, tmp_path, csv, kind="communities")
    assert [fate for fate, _ in _fates(found)] == [REJECTED, NEW, NEW, REJECTED, KNOWN, KNOWN, REJECTED]
    assert set(found.faults["reason"]) == {"name_taken"}
    assert found.faults[["row_no", "field", "value"]].to_numpy().tolist()[0] == [1, "short_name", "甲"]


def test_landmarks_have_no_code_and_are_known_by_their_ids(town: Connection, tmp_path: Path) -> None:
    insert = "insert into registry.landmark (kind, name_zh, source, source_id, geom) values ('park', '', :by, 'a', :at)"
    for by in ("s", "other"):
        town.execute(text(insert), {"by": by, "at": "SRID=4326;POINT(120 36)"})
    csv = 'source_id,kind,wkt\na,park,"POINT (120 36)"\nb,park,"POINT (120 36)"\n'
    found = decided(town, tmp_path, csv, kind="landmarks")
    assert _fates(found) == [(KNOWN, "a"), (NEW, None)]


def test_a_crew_stands_under_who_is_in_the_register_or_comes_in(town: Connection, tmp_path: Path) -> None:
    town.execute(
        text("insert into registry.organisation (code, name_zh, name_en, kind) values ('OLD', 'x', '', 'bureau')")
    )
    csv = (
        "code,name_zh,kind,parent_code\nA-1,班,crew,A\nA,公司,company,OLD\nB-1-1,组,crew,B-1\nB-1,班,crew,B\n"
        "B,公司,castle,\nC-1,班,crew,C\nOLD,旧,bureau,GONE\nD,公司,company,D\n"
    )
    found = decided(town, tmp_path, csv, kind="organisations")
    keys = [line.split(",")[0] for line in csv.splitlines()]
    fates = {keys[row_no]: Fate(fate) for row_no, fate in zip(found.row_no, found.fate, strict=True)}
    assert fates == {
        "A-1": NEW,
        "A": NEW,
        "B-1-1": REJECTED,  # with B-1, which is refused with B
        "B-1": REJECTED,
        "C-1": REJECTED,
        "OLD": REJECTED,
        "D": NEW,
    }
    assert set(found.faults["reason"]) == {"unknown_code"}
    assert found.faults[["row_no", "value"]].to_numpy().tolist() == [[3, "B-1"], [4, "B"], [6, "C"], [7, "GONE"]]


@pytest.mark.parametrize("block_rows", [1, 3, BLOCK_ROWS])
def test_rows_are_decided_on_together_however_they_lie(town: Connection, tmp_path: Path, block_rows: int) -> None:
    put(town, source_id="k", lon=120.401)
    put(town, SECOND, source="other", source_id="x", lon=120.402)
    csv = CODED + (
        "k,01002,120.401,36.005,\nb,01002,120.402,36.005,\na,01002,120.403,36.005,\nc,01002,120.403,36.005,\n"
        "a,01002,120.403,36.005,\na,01003,120.403,36.005,\nd,01002,120.404,36.005,12345678901234567\n"
    )
    found = decided(town, tmp_path, csv, block_rows=block_rows)
    assert _fates(found) == [
        (KNOWN, FIRST),
        (JOINED, SECOND),
        (NEW, None),
        (REPEATED, None),
        (REPEATED, None),
        (REJECTED, None),
        (REJECTED, None),
    ]
    keys = [line.split(",")[0] for line in csv.splitlines()[1:]]
    assert [keys[place] for place in found.order] == ["a", "a", "a", "b", "c", "d", "k"]
    assert _reasons(found) == {6: "duplicate_id", 7: "code_mismatch"}


def test_rows_of_a_spool_by_their_numbers(town: Connection, tmp_path: Path) -> None:
    csv = HEAD + "".join(f"s{n},01002,120.40{n},36.005\n" for n in range(1, 9))
    with spooled(town, tmp_path, csv, chunk_rows=1, block_rows=3) as spool:
        rows = deciding.rows_at(spool, np.array([7, 2]))
        assert rows["source_id"].to_dict() == {2: "s2", 7: "s7"}
