"""What one reader is told of one thing."""

import pytest
from sqlalchemy import Connection, text

from api import certificates
from api.certificates import PUBLIC_M, certificate, find
from maps.certificate import Certificate
from registry.actor import Actor, Role
from registry.codes import Kind
from registry.errors import NotFound
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import person
from tests.registry import quarter

URL = "https://wg.example.cn"
COMPOUND_COVER = quarter.asset_code(quarter.SEWER, 3)
NOWHERE = quarter.asset_code(quarter.SEWER, 5)
LAMP = quarter.asset_code(quarter.LAMP, 1)


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    conn.execute(text("update registry.asset_class set is_cover = false where code = :code"), {"code": quarter.LAMP})
    return conn


def told(conn: Connection, code: str, actor: Actor | None = None, kind: Kind | None = None) -> Certificate:
    return certificate(conn, find(conn, code, kind=kind, actor=actor), public_url=URL)


def test_a_place_for_the_public_names_the_road_or_the_compound(town: Connection) -> None:
    place = told(town, scene.SEWER).place
    assert place is not None
    assert (place.zh, place.en) == (
        "益都路社区，辽宁路（热河路—益都路）",
        "Liaoning Road (Rehe Road – Yidu Road), Yidu Road Community",
    )
    compound = told(town, COMPOUND_COVER).place
    assert compound is not None
    assert compound.zh == "大连路社区，大连山小区"
    assert told(town, NOWHERE).place is None


def test_a_position_for_the_public_is_rounded(town: Connection) -> None:
    public, inside = told(town, scene.SEWER).position, told(town, scene.SEWER, person(Role.INSPECTOR)).position
    assert public is not None
    assert inside is not None
    assert (public.rounded_to_m, inside.rounded_to_m) == (PUBLIC_M, None)
    assert public.lon == round(inside.lon, 4) != inside.lon


def test_a_lamp_post_is_offered_what_a_lamp_post_can_have(town: Connection) -> None:
    cover, lamp = told(town, scene.SEWER).choices, told(town, LAMP).choices
    assert [one.code for one in lamp] == ["missing", "displaced", "broken", "marking"]
    assert lamp[1].words.zh == "歪了、倒了"
    assert cover[0].code == "missing"
    assert [one.hazard for one in cover] == sorted((one.hazard for one in cover), reverse=True)


def test_a_defect_the_city_adds_is_offered_last_by_its_own_name(town: Connection) -> None:
    town.execute(
        text("insert into inspections.defect (code, name_zh, name_en, hazard, handling, priority) values "
             "('smell', '异味', 'smell', false, 'maintenance', 1)")
    )  # fmt: skip
    last = told(town, scene.SEWER).choices[-1]
    assert (last.code, last.words.zh) == ("smell", "异味")


def test_whose_it_is_and_who_seeks_the_owner(town: Connection) -> None:
    assert [line.value.zh for line in told(town, scene.SEWER).whose] == [scene.OWNER]
    (sought,) = told(town, LAMP).whose
    assert sought.value.zh.startswith("尚未查明")


def test_what_is_open_is_told_and_what_came_to_nothing_is_not(town: Connection) -> None:
    scene.hazard(town)
    (trouble,) = told(town, scene.SEWER).troubles or ()
    assert (trouble.state.zh, trouble.number, trouble.href) == ("已收到，等待核实", "", "")
    (mine,) = told(town, scene.SEWER, person(Role.DISPATCHER)).troubles or ()
    assert mine.state.zh == "待立案（已收到，等待核实）"
    assert mine.href.startswith("/api/v1/tickets/")
    town.execute(text("update inspections.ticket set state = 'void', closed_at = :now"), {"now": scene.NOW})
    public = told(town, scene.SEWER)
    assert (public.troubles, len(public.story)) == ([], 1)
    assert len(told(town, scene.SEWER, person(Role.DISPATCHER)).story) == 3


def test_of_a_place_the_public_is_told_its_name_alone(town: Connection) -> None:
    public = told(town, f"{quarter.WEST}001")
    assert (public.heading.zh, public.troubles, public.choices, public.details) == ("网格", None, (), ())
    assert public.others == [Kind.UNIT_GRID]
    inside = told(town, f"{quarter.WEST}C0001", person(Role.LEADER))
    assert "社区" in {line.label.zh for line in inside.details}


def test_values_of_the_register_are_said_in_words(town: Connection) -> None:
    town.execute(
        text("update registry.asset set material = 'ductile_iron', setting = 'footway', fall_net = 'without', "
             "accuracy_m = 0.5, attributes = '{\"x\": 1}' where code = :code"), {"code": scene.SEWER},
    )  # fmt: skip
    inside = told(town, scene.SEWER, person(Role.INSPECTOR))
    said = {line.label.zh: line.value.zh for line in inside.details}
    assert (said["材质"], said["所处位置"], said["定位精度（米）"]) == ("球墨铸铁", "人行道", "0.5")
    assert inside.condition[0].value.zh == "没有"
    assert told(town, scene.SEWER).condition[0].value.zh == "没有"


def test_an_unknown_code_is_not_found(town: Connection) -> None:
    with pytest.raises(NotFound):
        told(town, "37020301002999999", person(Role.INSPECTOR))
    assert certificates.PUBLIC_DECIMALS == 4
