"""An edit session of a desktop program straight on the tables: every promise of the register holds."""

import psycopg
import pytest
from psycopg import errors

from tests.registry.history.desk import Row, box, one, point, rows, together
from tests.registry.quarter import EAST, OTHER, RAIN, SEWER, WEST, asset_code

Desk = psycopg.Connection[Row]
FIRST = asset_code(SEWER, 1)
WHO = """
    select h.deed, h.by_account, h.database_user, h.application from registry.change h
    join registry.asset a on a.change_id = h.id where a.code = %s
"""


def asset(desk: Desk, code: str) -> Row:
    return one(desk, "select *, st_astext(geom, 7) as at from registry.asset where code = %s", code)


def add(desk: Desk, place: str, **more: object) -> Row:
    """Digitise a cover: what is not typed is not sent."""
    given = {"class_code": SEWER, "geom": place} | more
    names, marks = ", ".join(given), ", ".join(["%s"] * len(given))
    return one(desk, f"insert into registry.asset ({names}) values ({marks}) returning *", *given.values())


def test_a_new_cover_gets_its_code_and_what_follows_from_its_place(desk: Desk) -> None:
    made = add(desk, point(-150, 90))
    assert made["code"] == asset_code(SEWER, 6)
    assert (made["community_code"], made["grid_code"], made["unit_grid_code"]) == (WEST, f"{WEST}001", f"{WEST}001")
    assert (made["compound_code"], made["source"], made["source_id"]) == (f"{WEST}C0001", "hand", made["code"])
    assert (made["spoken_prefix"], made["spoken_number"]) == ("大连路", 1235)
    user = desk.info.user
    assert one(desk, WHO, made["code"]) == {
        "deed": "edit", "by_account": user, "database_user": user, "application": "QGIS",
    }  # fmt: skip


def test_nulls_for_what_has_a_default_are_filled(desk: Desk) -> None:
    nothing = dict.fromkeys(
        ("code", "code_scheme", "status", "position_source", "datum", "attributes", "source", "source_id", "first_at",
         "valid_from", "change_id")
    )  # fmt: skip
    made = add(desk, point(-150, 90), **nothing)
    assert (made["status"], made["datum"], made["attributes"]) == ("intact", "WGS84", {})
    assert made["valid_from"] is not None
    assert made["first_at"] == made["valid_from"]


@pytest.mark.parametrize(
    ("table", "names", "shape", "code"),
    [
        ("building", "", box(100, -60, 120, -40), f"{EAST}B00004"),
        ("compound", "name_zh", box(300, 300, 400, 400), f"{EAST}C0001"),
        ("grid", "", box(0, 0, 50, 50), f"{EAST}001"),
        ("unit_grid", "", box(0, 0, 50, 50), f"{EAST}001"),
        ("entrance", "number", point(-150, 101), f"{WEST}B00002U03"),
    ],
)
def test_every_kind_of_place_may_be_drawn_without_a_code(
    desk: Desk, table: str, names: str, shape: str, code: str
) -> None:
    values = {"name_zh": "新区", "number": 3}
    columns = ", ".join(filter(None, ["geom", names]))
    marks = ", ".join(["%s"] * (2 if names else 1))
    made = one(
        desk, f"insert into registry.{table} ({columns}) values ({marks}) returning code", shape,
        *([values[names]] if names else []),
    )  # fmt: skip
    assert made["code"] == code


def test_a_road_drawn_without_a_code_gets_one(desk: Desk) -> None:
    line = point(10, -50).replace("POINT(", "LINESTRING(")[:-1] + "," + point(90, -50).split("(")[1]
    made = one(desk, "insert into registry.road_segment (road_name, geom) values ('新路', %s) returning code", line)
    assert made["code"] == "370203R000007"


def test_where_no_area_is_there_is_no_code(desk: Desk) -> None:
    with pytest.raises(errors.CheckViolation, match="no area"):
        desk.execute("insert into registry.building (geom) values (%s)", (box(5000, 5000, 5010, 5010),))
    assert add(desk, point(4000, 4000))["community_code"] is None  # one division alone: it can be no other
    for place in (point(5000, 5000), "SRID=4326;POINT(0 0)"):
        with pytest.raises(errors.CheckViolation, match="more than 5 km outside"):
            add(desk, place)
    desk.execute("insert into registry.division (code, name_zh, name_en) values ('370202', '市南区', 'Shinan')")
    with pytest.raises(errors.CheckViolation, match="no division"):
        add(desk, point(4000, 4000))


def test_a_moved_cover_is_placed_anew(desk: Desk) -> None:
    desk.execute("update registry.asset set geom = %s where code = %s", (point(-150, 90), FIRST))
    now = asset(desk, FIRST)
    assert (now["community_code"], now["grid_code"], now["compound_code"]) == (WEST, f"{WEST}001", f"{WEST}C0001")
    assert now["segment_code"] is None  # 90 m away from it, and from every other


def test_a_cover_moved_along_its_road_stays_on_it(desk: Desk) -> None:
    desk.execute("update registry.asset set geom = %s where code = %s", (point(40, 7), FIRST))
    assert asset(desk, FIRST)["segment_code"] == "370203R000002"


def test_a_code_cannot_be_changed(desk: Desk) -> None:
    with pytest.raises(errors.IntegrityConstraintViolation, match="cannot change"):
        desk.execute("update registry.asset set code = %s where code = %s", (asset_code(SEWER, 99), FIRST))


def copy_of(desk: Desk, of: str, /, **other: object) -> str:
    """A statement that inserts a row as it stood, like paste and the in-place tools do."""
    row = one(desk, "select to_jsonb(a) - 'geom' as facts, geom from registry.asset a where code = %s", of)
    facts: dict[str, object] = row["facts"] | other  # type: ignore[operator]
    names = [*facts, "geom"]
    select = ", ".join(f"(jsonb_populate_record(null::registry.asset, %s)).{name}" for name in facts)
    with psycopg.ClientCursor(desk) as cursor:
        return cursor.mogrify(
            f"insert into registry.asset ({', '.join(names)}) select {select}, %s::geometry returning code",
            [*[psycopg.types.json.Jsonb(facts)] * len(facts), row["geom"]],
        )


def test_a_copy_bearing_a_living_code_is_refused_in_words(desk: Desk) -> None:
    with pytest.raises(errors.UniqueViolation, match=r"asset_pkey|already"):
        desk.execute(copy_of(desk, FIRST))


def test_a_copy_without_the_code_is_a_new_thing(desk: Desk) -> None:
    code = str(one(desk, copy_of(desk, FIRST, code=None))["code"])
    copy, original = asset(desk, code), asset(desk, FIRST)
    assert code == asset_code(SEWER, 6)
    assert (copy["source"], copy["source_id"]) == ("hand", code)
    assert copy["spoken_number"] != original["spoken_number"]
    assert copy["valid_from"] > original["valid_from"]  # type: ignore[operator]


@pytest.mark.parametrize("with_code", [True, False])
def test_delete_and_insert_of_the_same_thing_in_one_transaction_keeps_it(desk: Desk, with_code: bool) -> None:
    before = asset(desk, FIRST)
    again = copy_of(desk, FIRST) if with_code else copy_of(desk, FIRST, code=None)
    with together(desk):
        desk.execute("delete from registry.asset where code = %s", (FIRST,))
        code = desk.execute(again).fetchone()["code"]  # type: ignore[index]
    assert code == FIRST
    after = asset(desk, FIRST)
    changing = {"valid_from", "change_id"}
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }
    assert after["valid_from"] > before["valid_from"]  # type: ignore[operator]
    assert no_two_answers(desk) == []


def test_delete_and_insert_on_the_spot_without_any_name_keeps_it(desk: Desk) -> None:
    before = asset(desk, FIRST)
    with together(desk):
        desk.execute("delete from registry.asset where code = %s", (FIRST,))
        made = add(desk, point(35.2, 7))
    assert (made["code"], made["spoken_number"]) == (FIRST, before["spoken_number"])


def test_another_class_on_the_spot_is_another_thing(desk: Desk) -> None:
    with together(desk):
        desk.execute("delete from registry.asset where code = %s", (FIRST,))
        made = add(desk, point(35, 7), class_code=RAIN)
    assert made["code"] != FIRST


def test_delete_and_insert_in_two_transactions_brings_the_same_thing_back(desk: Desk) -> None:
    again = copy_of(desk, FIRST)
    desk.execute("delete from registry.asset where code = %s", (FIRST,))
    assert desk.execute(again).fetchone() == {"code": FIRST}
    assert no_two_answers(desk) == []


def test_a_code_of_a_deleted_thing_is_for_no_other(desk: Desk) -> None:
    desk.execute("delete from registry.asset where code = %s", (FIRST,))
    with pytest.raises(errors.UniqueViolation, match="never reused"):
        add(desk, point(500, 500), code=FIRST)
    assert add(desk, point(500, 500))["code"] == asset_code(SEWER, 6)


def test_attributes_merged_onto_one_and_the_others_deleted_are_a_merge(desk: Desk) -> None:
    twin = add(desk, point(35.2, 7), material="iron")["code"]
    with together(desk):
        desk.execute("update registry.asset set material = 'iron' where code = %s", (FIRST,))
        desk.execute("delete from registry.asset where code = %s", (twin,))
    assert rows(desk, "select code, deed, into_codes from registry.event") == [
        {"code": twin, "deed": "merge", "into_codes": [FIRST]}
    ]


def test_a_neighbour_deleted_beside_an_edit_is_no_merge(desk: Desk) -> None:
    with together(desk):
        desk.execute("update registry.asset set material = 'iron' where code = %s", (FIRST,))
        desk.execute("delete from registry.asset where code = %s", (asset_code(SEWER, 2),))
    assert rows(desk, "select code from registry.event") == []


def test_areas_united_by_hand_are_a_merge_and_areas_cut_a_split(desk: Desk) -> None:
    compound = f"{WEST}C0001"
    with together(desk):
        desk.execute("update registry.building set geom = %s where code = %s", (box(60, -30, 80, 30), f"{EAST}B00001"))
        desk.execute("delete from registry.building where code = %s", (f"{EAST}B00002",))
    with together(desk):
        desk.execute("delete from registry.compound where code = %s", (compound,))
        for west in (-200, -150):
            desk.execute(
                "insert into registry.compound (name_zh, source, source_id, geom) values ('半', 'h', %s, %s)",
                (str(west), box(west, 50, west + 50, 150)),
            )
    assert rows(desk, "select kind, code, deed, into_codes from registry.event order by id") == [
        {"kind": "building", "code": f"{EAST}B00002", "deed": "merge", "into_codes": [f"{EAST}B00001"]},
        {"kind": "compound", "code": compound, "deed": "split", "into_codes": [f"{WEST}C0002", f"{WEST}C0003"]},
    ]
    homes = rows(desk, "select code, compound_code from registry.asset where compound_code is not null")
    assert homes == [{"code": asset_code(SEWER, 3), "compound_code": f"{WEST}C0002"}]


def test_a_grid_drawn_anew_holds_other_covers(desk: Desk) -> None:
    assert asset(desk, FIRST)["grid_code"] is None
    desk.execute("update registry.asset set grid_code = null")
    desk.execute("update registry.grid set geom = %s", (box(-300, -300, 100, 300),))
    held = rows(desk, "select code from registry.asset where grid_code = %s order by code", f"{WEST}001")
    assert FIRST in [row["code"] for row in held]
    desk.execute("delete from registry.grid")
    assert rows(desk, "select code from registry.asset where grid_code is not null") == []


def test_communities_drawn_anew_hold_other_covers(desk: Desk) -> None:
    with together(desk):
        desk.execute("update registry.community set geom = %s where code = %s", (box(0, 0, 10, 10), EAST))
        desk.execute("update registry.community set geom = %s where code = %s", (box(-1000, -1000, 1000, 800), WEST))
    assert asset(desk, FIRST)["community_code"] == WEST
    changes = one(desk, "select count(distinct change_id) as n from registry.asset where community_code = %s", WEST)
    assert changes["n"] == 2  # as it came, and as it was drawn: two statements of one transaction are one change


def test_what_is_not_yet_true_is_not_in_the_register(desk: Desk) -> None:
    with pytest.raises(errors.CheckViolation, match="not yet true"):
        desk.execute("update registry.asset set valid_from = now() + interval '1 day' where code = %s", (FIRST,))
    with pytest.raises(errors.CheckViolation, match="not yet true"):
        add(desk, point(10, 10), valid_from="2999-01-01T00:00:00Z")


def test_a_place_that_things_lie_in_is_not_taken_away(desk: Desk) -> None:
    with pytest.raises(errors.ForeignKeyViolation, match="entrance"):
        desk.execute("delete from registry.building where code = %s", (f"{WEST}B00002",))
    with pytest.raises(errors.ForeignKeyViolation, match="asset"):
        desk.execute("delete from registry.road_segment where code = '370203R000002'")


def test_a_session_of_several_tools_in_one_transaction(desk: Desk) -> None:
    again = copy_of(desk, FIRST)
    with together(desk):
        made = add(desk, point(-100, 20))["code"]
        desk.execute("update registry.asset set geom = %s where code = %s", (point(-100, 22), made))
        desk.execute("update registry.asset set material = 'iron', fall_net = 'with' where code = %s", (made,))
        desk.execute("delete from registry.asset where code = %s", (FIRST,))
        desk.execute(again)
        desk.execute("update registry.asset set geom = %s where code = %s", (point(36, 7), FIRST))
        desk.execute("delete from registry.asset where code = %s", (asset_code(SEWER, 4),))
    assert one(desk, "select count(*) as n from registry.asset where code = %s", made)["n"] == 1
    assert (
        one(desk, "select count(distinct change_id) as n from registry.asset where code in (%s, %s)", made, FIRST)["n"]
        == 1
    )
    assert one(desk, "select count(*) as n from registry.change where application = 'QGIS'")["n"] == 1
    assert no_two_answers(desk) == []
    assert OTHER  # its only cover is gone, its code is not free
    with pytest.raises(errors.UniqueViolation, match="never reused"):
        add(desk, point(0, 0), code=asset_code(SEWER, 4))


def test_a_failed_statement_leaves_nothing_behind(desk: Desk) -> None:
    before = one(desk, "select max(id) as id, count(*) as n from registry.change")
    with pytest.raises(errors.CheckViolation), together(desk):  # noqa: PT012 - its second statement fails
        add(desk, point(-100, 20))
        desk.execute("update registry.asset set status = 'gone' where code = %s", (FIRST,))
    assert one(desk, "select max(id) as id, count(*) as n from registry.change") == before
    assert add(desk, point(-100, 20))["code"] == asset_code(SEWER, 6)


def no_two_answers(desk: Desk) -> list[Row]:
    """Rows of the table whose time overlaps with what its history believes now."""
    return list(
        rows(
            desk,
            "select a.code from registry.asset a join registry.asset_history h using (code)"
            " where h.valid && tstzrange(a.valid_from, null) and h.recorded && int8range(a.change_id, null)",
        )
    )
