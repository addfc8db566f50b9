"""Which plates are printed, and in which order."""

import pytest
from sqlalchemy import Connection, text

from maps.plates import selection
from maps.plates.selection import Wanted, choose
from registry.actor import SYSTEM, Role
from registry.errors import Invalid
from tests.maps.scene import person
from tests.registry import quarter
from tests.registry.quarter import EAST, LAMP, OTHER, RAIN, SEWER, WEST, asset_code


@pytest.fixture
def town(conn: Connection) -> Connection:
    quarter.build(conn)
    return conn


def codes(conn: Connection, *, actor: object = SYSTEM, **wanted: list[str]) -> list[str]:
    return [one.code for one in choose(conn, actor, Wanted(**wanted)).plates]  # type: ignore[arg-type]  # an actor


def test_the_order_is_that_of_the_walk(town: Connection) -> None:
    walked = choose(town, SYSTEM, Wanted(areas=["370203"])).plates
    assert [(one.community_zh, one.road_zh, one.spoken_number) for one in walked] == [
        ("大连路社区", "大连山小区", 1),
        ("大连路社区", "辽宁路", 1234),
        ("益都路社区", "辽宁路", 1),
        ("益都路社区", "辽宁路", 2),
        ("益都路社区", "辽宁路", 3),
        ("即墨路社区", "", 1),
        (None, "", None),
    ]
    assert walked[0].class_en == "sewer cover"


def test_covers_unless_a_class_or_codes_are_named(town: Connection) -> None:
    lamp = asset_code(LAMP, 1)
    assert lamp not in codes(town, areas=[EAST])
    assert codes(town, classes=[LAMP]) == [lamp]
    assert codes(town, codes=[lamp]) == [lamp]
    assert codes(town, areas=[WEST], classes=[RAIN]) == [asset_code(RAIN, 412345)]
    assert codes(town, areas=[WEST, OTHER], classes=[SEWER]) == [asset_code(SEWER, 3), asset_code(SEWER, 4)]


def test_codes_are_forgiven_and_those_without_a_plate_are_told(town: Connection) -> None:
    town.execute(
        text(
            "insert into registry.alias (kind, scheme, alias, code) values ('asset', 'old', '3702030102000001', :code)"
        ),
        {"code": asset_code(SEWER, 1)},
    )
    town.execute(
        text("update registry.asset set status = 'removed' where code = :code"), {"code": asset_code(SEWER, 2)}
    )
    given = ["3702030102000001", "370203 01002 000003", asset_code(SEWER, 2), "37020301002999999"]
    chosen = choose(town, SYSTEM, Wanted(codes=given))
    assert {one.code for one in chosen.plates} == {asset_code(SEWER, 1), asset_code(SEWER, 3)}
    assert chosen.without == given[2:]


def test_nobody_prints_beyond_their_areas(town: Connection) -> None:
    west = person(Role.STEWARD, areas=(WEST,))
    assert codes(town, actor=west, areas=["370203"]) == [asset_code(SEWER, 3), asset_code(RAIN, 412345)]
    chosen = choose(town, west, Wanted(codes=[asset_code(SEWER, 1)]))
    assert (chosen.plates, chosen.without) == ([], [asset_code(SEWER, 1)])
    assert codes(town, actor=person(Role.STEWARD, areas=()), areas=["370203"]) == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [({}, "which plates"), ({"areas": ["999999"]}, "no area"), ({"areas": [WEST], "classes": ["99999"]}, "no class")],
)
def test_what_is_not_there_is_told(town: Connection, wanted: dict[str, list[str]], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        codes(town, **wanted)


def test_too_many_are_told(town: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "MOST", 3)
    with pytest.raises(Invalid, match="more than 3 plates"):
        codes(town, areas=["370203"])
