"""A grid is edited by hand and repaired; two planners at once lose nothing; nothing of another grid changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import shapely
from sqlalchemy import Connection, Engine, text

from registry.actor import Role
from registry.database import writing
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound, Stale
from registry.redraw.drafting import drafts, editing, sheets
from registry.redraw.drafting.approval import State
from registry.redraw.drafting.drafts import Draft, Settings
from registry.redraw.drafting.editing import Edit, Edited, Lock, Merge, Move, Reshape, Split
from registry.redraw.drafting.edits import Drawn
from registry.redraw.parameters import Parameters
from registry.redraw.solving.planning import make_plan
from registry.redraw.solving.rules import Rules
from registry.redraw.workload import add_minutes
from tests.registry.redraw import street
from tests.registry.redraw.street import FIRST, NOW, OTHER, PLANNER, SECOND, STRANGER, drafted, person


def edit(conn: Connection, draft: Draft, *asked: Edit, grid: str = FIRST, version: int = 1) -> Edited:
    return editing.edit(conn, PLANNER, draft.id, grid, asked, if_version=version, now=NOW)


def _stored(conn: Connection, draft: Draft) -> dict[str, bytes]:
    rows = conn.execute(
        text("select code, st_asbinary(geom) as shape from registry.draft_cell where draft_id = :d"), {"d": draft.id}
    )
    return {row.code: bytes(row.shape) for row in rows}


def _sound(conn: Connection, draft: Draft) -> None:
    whole = drafts.frames(conn, PLANNER, draft.id)
    assert drafts.faults(whole, sheets.ground_of(conn, draft.id, crs=draft.crs), draft.settings) == ()
    assert sorted(whole.atoms["source_id"]) == sorted(street.plan().atoms["source_id"])


def _codes(drawn: Drawn) -> list[str]:
    return [code[-3:] for code in drawn.cells["code"]]


def test_a_cell_is_split_and_the_others_stay(town: Connection, draft: Draft) -> None:
    before = _stored(town, draft)
    line = shapely.LineString([street.at(FIRST, 0.25, -0.1), street.at(FIRST, 0.25, 1.1)])
    cell = drafts.open_grid(town, PLANNER, draft.id, FIRST).drawn.atoms["cell"].iloc[0]
    done = edit(town, draft, Split(cell, line))
    assert done.gone == (cell,)
    assert len(done.changed) == 2
    after = _stored(town, draft)
    assert {code: after[code] for code in before if code != cell} == {c: s for c, s in before.items() if c != cell}
    assert done.sheet.version == 2
    assert done.part_state is State.DRAFT
    _sound(town, draft)


def test_cells_above_the_limit_are_repaired(town: Connection, draft: Draft) -> None:
    cells = drafts.open_grid(town, PLANNER, draft.id, FIRST).drawn.cells
    done = edit(town, draft, Merge(tuple(cells["code"])))
    assert done.sheet.drawn.cells["minutes"].max() <= street.LIMIT
    assert done.words
    _sound(town, draft)


def test_an_entrance_goes_over(town: Connection, draft: Draft) -> None:
    split = shapely.LineString([street.at(FIRST, 0.3, -0.1), street.at(FIRST, 0.3, 1.1)])
    atoms = drafts.open_grid(town, PLANNER, draft.id, FIRST).drawn.atoms
    drawn = edit(town, draft, Split(str(atoms["cell"].iloc[0]), split)).sheet.drawn
    small = drawn.atoms.groupby("cell")["minutes"].sum().idxmin()
    home = drawn.cells.set_index("code").geometry[small]
    others = drawn.atoms[drawn.atoms["cell"] != small]
    row = int(others["row_no"].iloc[others.geometry.distance(home).argmin()])
    done = edit(town, draft, Move((row,), str(small)), version=2)
    moved = done.sheet.drawn.atoms.set_index("row_no")["cell"]
    mates = drawn.atoms[drawn.atoms["cell"] == small]["row_no"]
    assert {moved[mate] for mate in mates} == {moved[row]}
    _sound(town, draft)


def test_a_border_is_moved(town: Connection, draft: Draft) -> None:
    line = shapely.LineString([street.at(FIRST, 0.3, -0.1), street.at(FIRST, 0.3, 1.1)])
    atoms = drafts.open_grid(town, PLANNER, draft.id, FIRST).drawn.atoms
    drawn = edit(town, draft, Split(str(atoms["cell"].iloc[0]), line)).sheet.drawn
    small = str(drawn.atoms.groupby("cell")["minutes"].sum().idxmin())
    shape = drawn.cells.to_crs(4326).set_index("code").geometry[small]
    done = edit(town, draft, Reshape(small, shape.buffer(0.0001, join_style="mitre")), version=2)
    assert len(done.changed) >= 1
    _sound(town, draft)


def test_a_locked_cell_is_not_changed_by_a_file_either(town: Connection, draft: Draft) -> None:
    file = drafts.frames(town, PLANNER, draft.id)
    codes = sorted(file.cells.loc[file.cells["grid"] == FIRST, "code"])
    editing.edit(town, PLANNER, draft.id, FIRST, [Lock((codes[0],), True)], if_version=1, now=NOW)
    renamed = Drawn(
        file.cells.assign(code=file.cells["code"].replace({codes[0]: f"{FIRST}077"})),
        file.atoms.assign(cell=file.atoms["cell"].replace({codes[0]: f"{FIRST}077"})),
    )
    with pytest.raises(Invalid, match=f"cell {codes[0]} is locked here"):
        editing.bring(town, PLANNER, draft.id, FIRST, renamed, if_version=2, now=NOW)


def test_a_locked_cell_stays(town: Connection, draft: Draft) -> None:
    cells = list(drafts.open_grid(town, PLANNER, draft.id, FIRST).drawn.cells["code"])
    done = edit(town, draft, Lock((cells[0],), True))
    assert (done.changed, done.gone, done.sheet.version) == ((), (), 2)
    assert done.sheet.drawn.cells["locked"].tolist() == [True] + [False] * (len(cells) - 1)
    with pytest.raises(Conflict, match="is locked: unlock it first"):
        edit(town, draft, Merge((cells[0], cells[1])), version=2)
    edit(town, draft, Lock((cells[0],), False), Merge((cells[0], cells[1])), version=2)
    _sound(town, draft)


def test_what_cannot_be_is_told_and_nothing_is_stored(town: Connection, draft: Draft) -> None:
    before = _stored(town, draft)
    with pytest.raises(NotFound, match="no atom 9999"):
        edit(town, draft, Move((9999,), f"{FIRST}001"))
    with pytest.raises(NotFound, match="no cell"):
        edit(town, draft, Lock(("7",), True))
    with pytest.raises(Invalid, match="no edit"):
        edit(town, draft)
    with pytest.raises(Stale, match="changed meanwhile"):
        edit(town, draft, Lock((f"{FIRST}001",), True), version=2)
    with pytest.raises(Forbidden):
        editing.edit(town, STRANGER, draft.id, FIRST, [Lock((f"{FIRST}001",), True)], if_version=1, now=NOW)
    with pytest.raises(Forbidden, match="planner"):
        editing.edit(town, person(Role.LEADER), draft.id, FIRST, [Lock((), True)], if_version=1, now=NOW)
    assert _stored(town, draft) == before


@pytest.fixture
def busy(fresh: Callable[[], Engine]) -> Engine:
    made = fresh()
    with writing(made) as conn:
        street.furnish(conn)
    return made


def test_of_two_planners_at_once_one_is_told(busy: Engine) -> None:
    with writing(busy) as conn:
        draft = drafted(conn)
    start = Barrier(2)

    def lock(cell: str) -> str:
        start.wait()
        try:
            with writing(busy) as conn:
                edit(conn, draft, Lock((cell,), True))
        except JinggeError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(lock, (f"{FIRST}001", f"{FIRST}002")))
    assert sorted(ends) == ["done", "stale"]
    with busy.connect() as conn:
        sheet = drafts.open_grid(conn, PLANNER, draft.id, FIRST)
    assert sheet.version == 2
    assert sheet.drawn.cells["locked"].sum() == 1


def test_two_planners_in_two_grids_do_not_meet(busy: Engine) -> None:
    with writing(busy) as conn:
        draft = drafted(conn)
    start = Barrier(3)

    def lock(grid: str) -> int:
        start.wait()
        with writing(busy) as conn:
            return edit(conn, draft, Lock((f"{grid}001",), True), grid=grid).sheet.version

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lock, (FIRST, SECOND, OTHER))) == [2, 2, 2]


def test_a_grid_is_brought_from_a_file(town: Connection, draft: Draft) -> None:
    file = drafts.frames(town, PLANNER, draft.id)
    stood = _stored(town, draft)
    codes = file.cells["code"].replace({f"{FIRST}001": f"{FIRST}077", f"{OTHER}001": f"{OTHER}077"})
    homes = file.atoms["cell"].replace({f"{FIRST}001": f"{FIRST}077", f"{OTHER}001": f"{OTHER}077"})
    other = Drawn(file.cells.assign(code=codes), file.atoms.assign(cell=homes).to_crs(4326))

    def bring(drawn: Drawn, version: int = 1) -> Edited:
        return editing.bring(town, PLANNER, draft.id, FIRST, drawn, if_version=version, now=NOW)

    with pytest.raises(Invalid, match="faults, nothing was stored"):
        bring(Drawn(other.cells.assign(minutes=1.0), other.atoms))
    with pytest.raises(Invalid, match="export the draft again"):
        bring(Drawn(other.cells, other.atoms.iloc[1:]))
    with pytest.raises(Invalid, match="not from a draft"):
        bring(Drawn(other.cells, other.atoms.drop(columns="row_no")))
    with pytest.raises(Invalid, match="minutes in the file and"):
        bring(Drawn(other.cells, other.atoms.assign(minutes=other.atoms["minutes"] / 2)))
    done = bring(other)
    assert (done.changed, done.gone, done.sheet.version) == ((f"{FIRST}077",), (f"{FIRST}001",), 2)
    after = _stored(town, draft)
    assert {code: shape for code, shape in after.items() if code in stood} == {
        code: shape for code, shape in stood.items() if code != f"{FIRST}001"
    }
    with pytest.raises(Stale, match="changed meanwhile"):
        bring(other)
    _sound(town, draft)


def test_minutes_of_the_model_are_shared_once(town: Connection) -> None:
    """The model's minutes are those of two people already: a repair and its verifier reckon as the plan did."""
    plan = street.plan()
    model = Parameters()
    homes = plan.atoms[["source_id", "geometry"]].assign(households=10, storeys=1)
    asked = add_minutes(homes, model)
    rules = Rules(model.limit_minutes, model.mobilisation_minutes)
    grids = sheets.ground_of(town, drafted(town).id, crs="EPSG:4549").grids
    made = make_plan(grids, asked, rules=rules, crew=model.people)
    settings = Settings(model.limit_minutes, model.mobilisation_minutes, model.people)
    draft = drafts.add(
        town, PLANNER, Drawn(made.cells, made.atoms), name="模型", settings=settings, by="street", now=NOW
    )
    before = drafts.open_grid(town, PLANNER, draft.id, FIRST).drawn.cells
    assert set(before["people"]) == {2.0}
    line = shapely.LineString([street.at(FIRST, 0.25, -0.1), street.at(FIRST, 0.25, 1.1)])
    after = edit(town, draft, Split(str(before["code"].iloc[0]), line)).sheet.drawn.cells
    assert set(after["people"]) == {2.0}
    work = before["minutes"].sum() - 20 * (before["minutes"] > 0).sum()
    assert after["minutes"].sum() - 20 * (after["minutes"] > 0).sum() == pytest.approx(work, abs=1e-6)


def test_a_tower_keeps_its_rows_and_their_numbers(town: Connection) -> None:
    """A tower in floors: its rows are one again for the repair, and stand under one number afterwards."""
    plan = street.plan()
    rows = plan.atoms.drop(columns=["cell", "part", "drawn"]).copy()
    rows.loc[0, "minutes"], rows.loc[0, "floors"] = 500.0, 20
    grids = sheets.ground_of(town, drafted(town).id, crs="EPSG:4549").grids
    made = make_plan(grids, rows, rules=Rules(street.LIMIT))
    draft = drafted(town, drawn=Drawn(made.cells, made.atoms))
    before = drafts.open_grid(town, PLANNER, draft.id, FIRST).drawn
    stack = before.atoms[before.atoms["row_no"] == 0]
    assert len(stack) == 3
    whole = before.cells[before.cells["floor_from"].isna() & (before.cells["minutes"] > 60)]
    shape = whole.to_crs(4326).geometry.iloc[0]
    west, south, east, north = shape.bounds
    line = shapely.LineString([((west + east) / 2, south - 0.001), ((west + east) / 2, north + 0.001)])
    after = edit(town, draft, Split(str(whole["code"].iloc[0]), line)).sheet.drawn
    again = after.atoms[after.atoms["row_no"] == 0]
    assert again["cell"].tolist() == stack["cell"].tolist()
    assert again["minutes"].sum() == pytest.approx(500)
    frames = drafts.frames(town, PLANNER, draft.id)
    assert drafts.faults(frames, sheets.ground_of(town, draft.id, crs=draft.crs), draft.settings) == ()
