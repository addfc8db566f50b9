"""Deeds on assets: amended, moved, merged, split, replaced, retired, revived."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from registry import lookup
from registry.assets import Asset
from registry.codes import Kind
from registry.database import reading, writing
from registry.datum import Datum
from registry.errors import Conflict, Invalid, NotFound, Stale
from registry.history import became, deeds, travel
from registry.history.deeds import Done
from registry.history.fates import Fate, State
from registry.history.moments import Moments
from registry.history.rules import How, Part, Position, Said
from tests.registry import quarter
from tests.registry.quarter import LAMP, RAIN, SEWER, WEST, asset_code, at

FIRST, SECOND = asset_code(SEWER, 1), asset_code(SEWER, 2)
OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)
AUGUST = datetime(2026, 8, 1, tzinfo=UTC)


class Town:
    """The quarter, in which everything has been so since August; each deed is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine) as conn:
            conn.execute(text("select set_config('jingge.valid_from', :at, true)"), {"at": AUGUST.isoformat()})
            quarter.build(conn)
            conn.execute(text("update registry.asset set valid_from = :at"), {"at": AUGUST})

    def do(self, deed: Callable[..., Done], code: str, said: Said, **more: object) -> Done:
        with writing(self.engine) as conn:
            return deed(conn, code, said, **more)

    def by_hand(self, statement: str, **values: object) -> None:
        with writing(self.engine) as conn:
            conn.execute(text(statement), values)

    def asset(self, code: str, *, as_of: datetime | None = None) -> Asset:
        with reading(self.engine) as conn:
            travel.depart(conn, Moments(as_of=as_of))
            return lookup.asset(conn, code)

    def fate(self, code: str) -> Fate:
        with reading(self.engine) as conn:
            return became.resolve(conn, Kind.ASSET, code)


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Town:
    return Town(fresh())


def said(**more: object) -> Said:
    told: dict[str, object] = {"id": uuid4(), "account": "wang", "areas": None, "reason": "踏勘"}
    return Said(**told | more)  # type: ignore[arg-type]  # a test says what it wants


def near(east_m: float, north_m: float, **more: object) -> Position:
    lon, lat = at(east_m, north_m)
    return Position(lon=lon, lat=lat, **more)  # type: ignore[arg-type]


def test_what_is_amended_holds_since_it_is_said_to(town: Town) -> None:
    town.do(deeds.amend, FIRST, said(since=OCTOBER), fields={"material": "iron", "fall_net": "with"})
    assert town.asset(FIRST, as_of=OCTOBER - timedelta(days=1)).material is None
    for asset in (town.asset(FIRST, as_of=OCTOBER), town.asset(FIRST)):
        assert (asset.material, asset.fall_net) == ("iron", "with")
    with reading(town.engine) as conn:
        change = conn.execute(text("select * from registry.change order by id desc limit 1")).one()
    assert (change.by_account, change.deed, change.reason) == ("wang", "amend", "踏勘")


def test_fields_of_every_form_are_taken_and_taken_back(town: Town) -> None:
    fields = {
        "fall_net_installed_on": datetime(2026, 5, 1, tzinfo=UTC).date(),
        "depth_m": 2.5,
        "attributes": {"照片": 3},
        "locking": "bolt",
    }
    town.do(deeds.amend, FIRST, said(), fields=fields)
    asset = town.asset(FIRST)
    assert (str(asset.fall_net_installed_on), asset.depth_m, asset.attributes) == ("2026-05-01", 2.5, {"照片": 3})
    town.do(deeds.amend, FIRST, said(), fields={"depth_m": None})
    assert town.asset(FIRST).depth_m is None


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"code": "1"}, Invalid),
        ({"geom": "x"}, Invalid),
        ({"class_code": RAIN}, Invalid),
        ({"status": "removed"}, Invalid),
    ],
)
def test_what_is_no_matter_of_amending_is_refused(
    town: Town, fields: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        town.do(deeds.amend, FIRST, said(), fields=fields)


def test_a_better_measurement_was_always_so(town: Town) -> None:
    town.do(deeds.amend, FIRST, said(since=OCTOBER), fields={"status": "broken"})
    town.do(deeds.move, FIRST, said(), to=near(35.4, 7, accuracy_m=0.05, source="survey"), how=How.SURVEY)
    for moment, status in ((AUGUST, "intact"), (OCTOBER, "broken")):
        asset = town.asset(FIRST, as_of=moment)
        assert (asset.lon, asset.lat) == pytest.approx(at(35.4, 7))
        assert (asset.status, asset.position_source) == (status, "survey")


def test_what_was_relocated_stood_elsewhere_before(town: Town) -> None:
    town.do(deeds.move, FIRST, said(since=OCTOBER), to=near(-150, 90), how=How.RELOCATED)
    assert town.asset(FIRST, as_of=AUGUST).lon == pytest.approx(at(35, 7)[0])
    now = town.asset(FIRST)
    assert now.lon == pytest.approx(at(-150, 90)[0])
    assert (now.community_code, now.compound_code) == (WEST, f"{WEST}C0001")


def test_a_shifted_map_does_not_overwrite_a_survey(town: Town) -> None:
    town.do(deeds.move, FIRST, said(), to=near(35.4, 7, source="survey"), how=How.SURVEY)
    with pytest.raises(Conflict, match="surveyed"):
        town.do(deeds.move, FIRST, said(), to=near(36, 7, datum=Datum.GCJ02), how=How.CORRECTION)


def test_merged_codes_lead_to_the_survivor(town: Town) -> None:
    town.do(deeds.amend, SECOND, said(), fields={"material": "iron", "note": "旧"})
    done = town.do(deeds.merge, FIRST, said(since=OCTOBER), others=[SECOND], fill=True)
    assert done == Done((FIRST,), (SECOND,), repeated=False)
    assert town.asset(FIRST).material == "iron"
    fate = town.fate(SECOND)
    assert (fate.state, fate.into, fate.at, fate.by, fate.reason) == (State.MERGED, (FIRST,), OCTOBER, "wang", "踏勘")
    with reading(town.engine) as conn:
        (thing,) = lookup.by_code(conn, SECOND)
    assert thing.became == fate
    assert town.asset(SECOND, as_of=AUGUST).status == "intact"
    assert town.asset(SECOND, as_of=OCTOBER).status == "removed"


@pytest.mark.parametrize(
    ("others", "error"),
    [
        ([], Invalid),
        ([FIRST], Invalid),
        ([SECOND, SECOND], Invalid),
        ([asset_code(RAIN, 1)], Invalid),
        ([asset_code(SEWER, 3)], Invalid),  # 200 m away
        ([asset_code(SEWER, 99)], NotFound),
    ],
)
def test_what_cannot_be_one_thing_is_not_merged(town: Town, others: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        town.do(deeds.merge, FIRST, said(), others=others)


def test_a_split_thing_becomes_its_parts(town: Town) -> None:
    town.do(deeds.amend, FIRST, said(), fields={"size_mm": 700})
    parts = [Part(position=near(35, 7)), Part(position=near(37, 7), class_code=RAIN)]
    done = town.do(deeds.split, FIRST, said(), parts=parts)
    assert done.codes == (asset_code(SEWER, 6), asset_code(RAIN, 412346))
    made = [town.asset(code) for code in done.codes]
    assert [one.size_mm for one in made] == [700, 700]
    assert [one.segment_code for one in made] == ["370203R000002"] * 2
    assert made[0].spoken != made[1].spoken
    fate = town.fate(FIRST)
    assert (fate.state, fate.into) == (State.SPLIT, done.codes)


def test_one_part_is_no_split(town: Town) -> None:
    for parts in ([Part(position=near(35, 7))], [Part(position=near(35, 7))] * 2):
        with pytest.raises(Invalid):
            town.do(deeds.split, FIRST, said(), parts=parts)
    with pytest.raises(Invalid, match="no class 99999"):
        town.do(
            deeds.split,
            FIRST,
            said(),
            parts=[Part(position=near(35, 7)), Part(position=near(9, 9), class_code="99999")],
        )


def test_what_replaces_a_thing_stands_where_it_stood(town: Town) -> None:
    done = town.do(deeds.replace, FIRST, said(), fields={"material": "composite"})
    (code,) = done.codes
    new, old = town.asset(code), town.asset(FIRST)
    assert (new.lon, new.lat, new.segment_code, new.material) == (old.lon, old.lat, old.segment_code, "composite")
    assert (old.status, new.status) == ("removed", "intact")
    assert town.fate(FIRST).into == (code,)


def test_chains_are_followed_to_their_end(town: Town) -> None:
    (second,) = town.do(deeds.replace, FIRST, said()).codes
    parts = town.do(deeds.split, second, said(), parts=[Part(position=near(35, 7)), Part(position=near(37, 7))]).codes
    (last,) = town.do(deeds.replace, parts[0], said()).codes
    town.do(deeds.retire, parts[1], said())
    fate = town.fate(FIRST)
    assert (fate.state, fate.heirs, fate.into) == (State.REPLACED, (second,), (last, parts[1]))
    assert town.fate(parts[1]).state is State.RETIRED


def test_a_retired_thing_is_revived_as_it_was(town: Town) -> None:
    town.do(deeds.amend, FIRST, said(), fields={"status": "disused"})
    town.do(deeds.retire, FIRST, said(since=OCTOBER))
    assert town.fate(FIRST).at == OCTOBER
    for deed in (deeds.retire, lambda *a: deeds.amend(*a, fields={"note": "x"})):
        with pytest.raises(Conflict, match="no longer in use"):
            town.do(deed, FIRST, said())
    town.do(deeds.revive, FIRST, said())
    assert town.asset(FIRST).status == "disused"
    assert not town.fate(FIRST).is_gone
    with pytest.raises(Conflict, match="is in use"):
        town.do(deeds.revive, FIRST, said())


def test_what_was_merged_and_revived_and_taken_away_by_hand_was_not_merged(town: Town) -> None:
    """No way in a circle: an event counts for the end it told of, not for a later one."""
    town.do(deeds.merge, FIRST, said(), others=[SECOND])
    town.by_hand("update registry.asset set status = 'intact' where code = :code", code=SECOND)
    town.do(deeds.merge, SECOND, said(), others=[FIRST])
    town.by_hand("update registry.asset set status = 'removed' where code = :code", code=SECOND)
    for code in (FIRST, SECOND):
        assert town.fate(code).into in {(SECOND,), (), (FIRST,)}


def test_the_same_deed_again_changes_nothing(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        quarter.build(conn)
    once: dict[str, UUID] = {word: uuid4() for word in ("merge", "split", "retire", "revive", "move")}

    two = [Part(position=near(-160, 90)), Part(position=near(-158, 90))]
    asked: list[tuple[Callable[..., Done], str, Said, dict[str, object]]] = [
        (deeds.move, asset_code(LAMP, 1), said(id=once["move"]), {"to": near(186, -9), "how": How.SURVEY}),
        (deeds.merge, FIRST, said(id=once["merge"]), {"others": [SECOND]}),
        (deeds.split, asset_code(SEWER, 3), said(id=once["split"]), {"parts": two}),
        (deeds.retire, asset_code(SEWER, 4), said(id=once["retire"]), {}),
    ]

    def do() -> list[Done]:
        found = []
        for deed, code, told, more in asked:
            with writing(engine) as conn:
                found.append(deed(conn, code, told, **more))
        return found

    first = do()
    with reading(engine) as conn:
        changes = conn.execute(text("select count(*) from registry.change")).scalar_one()
    again = do()
    assert [(one.codes, one.ended) for one in again] == [(one.codes, one.ended) for one in first]
    assert all(one.repeated for one in again)
    assert not any(one.repeated for one in first)
    with reading(engine) as conn:
        assert conn.execute(text("select count(*) from registry.change")).scalar_one() == changes
    with pytest.raises(Conflict, match="names another deed"), writing(engine) as conn:
        deeds.retire(conn, FIRST, said(id=once["merge"]))


def test_a_deed_starts_from_the_version_that_was_read(town: Town) -> None:
    version = town.asset(FIRST).version
    with pytest.raises(Stale):
        town.do(deeds.retire, FIRST, said(if_version=version - 1))
    town.do(deeds.retire, FIRST, said(if_version=version))


def test_what_is_not_yet_so_is_not_told(town: Town) -> None:
    with pytest.raises(Invalid, match="is not yet"):
        town.do(deeds.retire, FIRST, said(since=datetime.now(UTC) + timedelta(days=1)))


def test_deeds_stay_inside_the_areas(town: Town) -> None:
    with pytest.raises(NotFound):
        town.do(deeds.retire, FIRST, said(areas=[WEST]))
    with pytest.raises(NotFound):
        town.do(deeds.merge, asset_code(SEWER, 3), said(areas=[WEST]), others=[FIRST])
