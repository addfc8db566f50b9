"""A verified plan is stored as a draft and comes out again as it went in."""

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Connection

from registry.actor import Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.redraw.drafting import drafts, sheets
from registry.redraw.drafting.approval import State
from registry.redraw.drafting.edits import Drawn
from tests.registry.redraw import street
from tests.registry.redraw.street import FIRST, NOW, OTHER, PLANNER, STRANGER, STREET, drafted, person


@pytest.fixture
def town(conn: Connection) -> Connection:
    street.furnish(conn)
    return conn


@pytest.mark.parametrize("crs", [4326, street.METRIC])
def test_a_plan_comes_out_as_it_went_in(town: Connection, crs: int) -> None:
    plan = street.plan(crs=crs)
    draft = drafted(town, drawn=plan)
    assert (draft.grids, draft.cells) == (3, len(plan.cells))
    back = drafts.frames(town, PLANNER, draft.id)
    assert back.cells.crs == back.atoms.crs == crs
    assert back.cells["code"].tolist() == plan.cells["code"].tolist()
    for name in ("minutes", "kind", "households", "people"):
        assert back.cells[name].tolist() == plan.cells[name].tolist()
    for name in ("source_id", "cell", "drawn", "minutes", "floors", "households", "part"):
        assert back.atoms[name].tolist() == plan.atoms[name].tolist()
    for mine, theirs in ((back.cells, plan.cells), (back.atoms, plan.atoms)):
        assert (shapely.hausdorff_distance(mine.geometry.to_numpy(), theirs.geometry.to_numpy()) < 1e-8).all()
    ground = sheets.ground_of(town, draft.id, crs=draft.crs)
    assert drafts.faults(back, ground, draft.settings) == ()


def test_a_tower_comes_out_in_its_pieces(town: Connection) -> None:
    plan = street.plan(crs=4326)
    plan = Drawn(plan.cells, plan.atoms.assign(part=[0.25, 0.75] + [1.0] * (len(plan.atoms) - 2)))
    assert sheets.row_numbers(plan.atoms)[:4] == [0, 0, 1, 2]
    assert sheets.row_numbers(plan.atoms.drop(columns="part"))[:3] == [0, 1, 2]
    back = drafts.frames(town, PLANNER, drafted(town, drawn=plan).id).atoms
    assert back["source_id"].tolist() == plan.atoms["source_id"].tolist()
    assert back["row_no"].tolist()[:3] == [0, 0, 1]


def test_a_plan_with_a_fault_makes_no_draft(town: Connection) -> None:
    plan = street.plan()
    short = Drawn(plan.cells.iloc[1:], plan.atoms)
    with pytest.raises(Invalid, match="no draft was made: "):
        drafted(town, drawn=short)
    with pytest.raises(Invalid, match="no cells"):
        drafted(town, drawn=Drawn(plan.cells.iloc[:0], plan.atoms))
    unknown = plan.cells.assign(code="990101009001001" + plan.cells["code"].str[-3:])
    with pytest.raises(NotFound, match="not in the register"):
        drafted(town, drawn=Drawn(unknown, plan.atoms))
    assert drafts.listed(town, PLANNER) == []


def test_a_planner_of_all_its_grids_makes_it(town: Connection) -> None:
    for actor in (person(Role.LEADER), STRANGER, person()):
        with pytest.raises(Forbidden):
            drafted(town, actor=actor)


def test_everybody_sees_what_is_in_their_areas(town: Connection) -> None:
    draft = drafted(town)
    assert [part.division_code for part in draft.parts] == [STREET, OTHER[:9]]
    assert [(part.name_zh, part.state) for part in draft.parts] == [("东街", State.DRAFT), ("西街", State.DRAFT)]
    assert [part.division_code for part in drafts.one(town, STRANGER, draft.id).parts] == [OTHER[:9]]
    assert drafts.open_grid(town, STRANGER, draft.id, OTHER).version == 1
    with pytest.raises(Forbidden, match="not in your areas"):
        drafts.open_grid(town, STRANGER, draft.id, FIRST)
    with pytest.raises(Forbidden, match="as a whole"):
        drafts.frames(town, STRANGER, draft.id)
    nobody = person(Role.PLANNER, areas=("370203",))
    with pytest.raises(Forbidden, match=f"draft {draft.id} is not in your areas"):
        drafts.one(town, nobody, draft.id)
    assert drafts.listed(town, nobody) == []
    with pytest.raises(NotFound, match="no draft 777"):
        drafts.one(town, PLANNER, 777)
    with pytest.raises(NotFound, match="no grid"):
        drafts.open_grid(town, PLANNER, draft.id, "990101001001009")


def test_a_grid_is_read_alone(town: Connection) -> None:
    draft = drafted(town, by="community")
    assert [part.division_code for part in draft.parts] == [FIRST[:12], OTHER[:12]]
    sheet = drafts.open_grid(town, PLANNER, draft.id, FIRST)
    assert set(sheet.drawn.cells["grid"]) == {FIRST}
    assert len(sheet.drawn.atoms) == 12
    assert sheet.division_code == FIRST[:12]


def test_a_closed_draft_is_listed_where_asked_for(town: Connection) -> None:
    draft = drafted(town)
    assert [one.id for one in drafts.listed(town, PLANNER)] == [draft.id]
    assert drafts.close(town, PLANNER, draft.id, now=NOW).closed_at == NOW
    assert drafts.listed(town, PLANNER) == []
    assert [one.id for one in drafts.listed(town, PLANNER, closed=True)] == [draft.id]
    with pytest.raises(Conflict, match="closed already"):
        drafts.close(town, PLANNER, draft.id, now=NOW)


def test_barriers_and_buildings_are_kept_for_the_grids_they_touch(town: Connection) -> None:
    plan = street.plan()
    far = shapely.box(121, 36, 121.001, 36.001)
    line = shapely.LineString([(120.39, 35.9999), (120.45, 35.9999)])
    barriers = gpd.GeoDataFrame({"kind": ["railway", "river"]}, geometry=[line, far], crs=4326)
    houses = gpd.GeoDataFrame(geometry=[far, shapely.Point(*street.at(FIRST, 0.5, 0.99)).buffer(1e-6)], crs=4326)
    draft = drafts.add(
        town,
        PLANNER,
        plan,
        name="b",
        settings=drafts.Settings(),
        by="street",
        now=NOW,
        barriers=barriers,
        buildings=houses,
    )
    ground = sheets.ground_of(town, draft.id, crs=draft.crs, grids=[FIRST])
    assert ground.barriers is not None
    assert ground.barriers["kind"].tolist() == ["railway"]
    assert ground.buildings is not None
    assert len(ground.buildings) == 1
    assert ground.grids["code"].tolist() == [FIRST]
    whole = sheets.ground_of(town, draft.id, crs=draft.crs)
    assert whole.barriers is not None
    assert len(whole.barriers) == 2


def test_a_draft_is_closed_by_a_planner_of_all_its_parts(town: Connection) -> None:
    draft = drafted(town)
    assert len(drafts.one(town, STRANGER, draft.id).parts) == 1
    with pytest.raises(Forbidden, match="not in your areas"):
        drafts.close(town, STRANGER, draft.id, now=NOW)
    assert drafts.one(town, PLANNER, draft.id).closed_at is None
