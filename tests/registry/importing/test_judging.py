"""Each row of a file is refused, a repeat, known or new; and it lies where it lies."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection, text

from registry.errors import Invalid
from registry.importing import readers
from registry.importing.judging import Judged, judge
from registry.importing.kinds import SORTS
from tests.registry.importing.conftest import EAST, WEST

HEAD = "source_id,class_code,setting,lon,lat\n"
NOTHING: Mapping[str, object] = {}


def _judge(
    conn: Connection, path: Path, csv: str, *, kind: str = "assets", defaults: Mapping[str, object] = NOTHING
) -> Judged:
    (path / "a.csv").write_text(csv, encoding="utf-8")
    reading = readers.read(path / "a.csv")
    return judge(conn, reading, sort=SORTS[kind], source="s", mapping={}, defaults=defaults, id_field=None)


def _reasons(judged: Judged) -> dict[int, str]:
    return dict(zip(judged.faults["row_no"], judged.faults["reason"], strict=True))


def test_assets_lie_in_their_places(town: Connection, tmp_path: Path) -> None:
    judged = _judge(town, tmp_path, HEAD + "a,01002,,120.405,36.005\nb,01002,,120.41,36.005\nc,01002,,120.415,36.005\n")
    rows = judged.rows.set_index("source_id")
    assert rows["community_code"].to_dict() == {"a": WEST, "b": WEST, "c": EAST}
    assert rows["grid_code"].to_dict() == {"a": f"{WEST}001", "b": f"{WEST}001", "c": f"{EAST}001"}
    assert set(rows["division"]) == {"990101"}
    assert not rows["known"].any()
    assert judged.faults.empty
    assert judged.repeats.empty


def test_outside_and_swapped_are_told(town: Connection, tmp_path: Path) -> None:
    judged = _judge(town, tmp_path, HEAD + "a,01002,,121.5,36.005\nb,01002,,36.005,120.405\nc,01002,,36.005,20\n")
    assert _reasons(judged) == {1: "outside", 2: "swapped_axes", 3: "outside"}
    assert judged.faults["value"].tolist()[0] == "121.5 36.005"


def test_swapped_axes_are_seen_where_both_could_be(town: Connection, tmp_path: Path) -> None:
    """42 N, 71 W: the swapped pair is on the globe too, and only the register knows better."""
    town.execute(
        text(
            "update registry.community set geom = "
            "st_multi(st_makeenvelope(-71.2, 42.3, -71.0, 42.5, 4326)) where code = :code"
        ),
        {"code": WEST},
    )
    judged = _judge(town, tmp_path, HEAD + "a,01002,,-71.1,42.4\nb,01002,,42.4,-71.1\n")
    assert _reasons(judged) == {2: "swapped_axes"}


def test_without_communities_the_division_takes_all_inside(town: Connection, tmp_path: Path) -> None:
    for table in ("unit_grid", "grid", "community"):
        town.execute(text(f"delete from registry.{table}"))
    csv = HEAD + "a,01002,,120.405,36.005\nb,01002,,121.5,36.005\n"
    judged = _judge(town, tmp_path, csv)
    assert _reasons(judged) == {2: "outside"}
    assert judged.rows["division"].tolist() == ["990101"]
    assert judged.rows["community_code"].isna().all()
    town.execute(text("update registry.division set geom = null"))
    assert _judge(town, tmp_path, csv).faults.empty  # the only division, and it does not say where it ends
    town.execute(text("insert into registry.division values ('990102', '二区', 'Second', null)"))
    assert set(_reasons(_judge(town, tmp_path, csv)).values()) == {"outside"}  # whose is it?
    judged = _judge(town, tmp_path, csv, defaults={"division_code": "990102"})
    assert judged.faults.empty
    assert set(judged.rows["division"]) == {"990102"}
    with pytest.raises(Invalid, match="no division 990199"):
        _judge(town, tmp_path, csv, defaults={"division_code": "990199"})


def test_compounds_hold_what_lies_in_them(town: Connection, tmp_path: Path) -> None:
    town.execute(
        text(
            "insert into registry.compound (code, community_code, name_zh, source, source_id, geom) values "
            f"('{WEST}C0001', '{WEST}', '示例小区', 's', 'c1', "
            "st_multi(st_makeenvelope(120.404, 36.004, 120.406, 36.006, 4326)))"
        )
    )
    csv = HEAD + "a,01002,compound,120.405,36.005\nb,01002,footway,120.4051,36.005\nc,01002,compound,120.409,36.005\n"
    rows = _judge(town, tmp_path, csv).rows.set_index("source_id")
    assert rows["compound_code"].where(rows["compound_code"].notna(), None).to_dict() == {
        "a": f"{WEST}C0001",
        "b": None,
        "c": None,
    }
    linked = "source_id,class_code,compound_source_id,lon,lat\nd,01002,c1,120.41,36.001\ne,01002,c9,120.41,36.002\n"
    judged = _judge(town, tmp_path, linked)
    assert judged.rows["compound_code"].tolist() == [f"{WEST}C0001"]
    assert _reasons(judged) == {2: "unknown_link"}


def test_a_known_thing_of_another_class_is_told(town: Connection, tmp_path: Path) -> None:
    town.execute(
        text(
            "insert into registry.asset (code, code_scheme, class_code, geom, source, source_id, first_at, valid_from) "
            "values ('99010101002000001', 'GB/T 47678.5-2026', '01002', st_point(120.405, 36.005, 4326), 's', 'a', "
            "now(), now())"
        )
    )
    judged = _judge(town, tmp_path, HEAD + "a,01003,,120.405,36.005\n")
    assert _reasons(judged) == {1: "class_changed"}
    judged = _judge(town, tmp_path, HEAD + "a,01002,,120.408,36.005\nb,01002,,120.405001,36.005\n")
    assert judged.rows[["source_id", "known"]].to_numpy().tolist() == [["a", True], ["b", False]]
    judged = _judge(town, tmp_path, HEAD + "b,01002,,120.40500001,36.005\n")
    assert judged.rows.empty
    assert judged.repeats["of_code"].tolist() == ["99010101002000001"]
    assert 0 < judged.repeats["distance_m"].iloc[0] < 0.01


def test_every_row_is_accounted_for(town: Connection, tmp_path: Path) -> None:
    csv = HEAD + (
        "a,01002,,120.405,36.005\na,01002,,120.405,36.005\na,01002,,120.407,36.005\n"
        "b,01002,,120.405,36.005\n,01002,roof,x,36.005\nc,99999,,120.405,36.005\n"
    )
    judged = _judge(town, tmp_path, csv)
    told = [judged.rows.index, judged.repeats["row_no"], judged.faults["row_no"].drop_duplicates()]
    assert sorted(pd.concat([pd.Series(list(part)) for part in told])) == [1, 2, 3, 4, 5, 6]
    assert judged.faults[judged.faults["row_no"] == 5]["field"].tolist() == ["source_id", "setting", "lon+lat"]


def test_a_position_is_needed(town: Connection, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="assets need a position"):
        _judge(town, tmp_path, "source_id,class_code\na,01002\n")


def test_a_crew_may_stand_beside_its_company(town: Connection, tmp_path: Path) -> None:
    csv = (
        "code,name_zh,name_en,kind,parent_code\nZZ,公司,Company,company,\nZZ-1,班组,Crew,crew,ZZ\nY,班,Crew,crew,NONE\n"
    )
    judged = _judge(town, tmp_path, csv, kind="organisations")
    assert judged.rows["code"].tolist() == ["ZZ", "ZZ-1"]
    assert _reasons(judged) == {3: "unknown_code"}
