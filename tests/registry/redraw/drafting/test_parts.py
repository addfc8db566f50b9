"""From a draft to the district: sent, remarked on, agreed to, published street by street."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import shapely
from sqlalchemy import Connection, Engine, text

from registry.actor import Role
from registry.database import writing
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.redraw import publishing
from registry.redraw.drafting import drafts, editing, edits, parts, remarks, sheets
from registry.redraw.drafting.approval import Act, State
from registry.redraw.drafting.drafts import Draft
from registry.redraw.drafting.editing import Lock, Split
from registry.redraw.drafting.parts import Advanced
from tests.registry.redraw import street
from tests.registry.redraw.street import (
    DISTRICT_HEAD,
    FIRST,
    NEIGHBOUR,
    NOW,
    OTHER,
    OTHER_STREET,
    PLANNER,
    SECOND,
    STRANGER,
    STREET,
    STREET_HEAD,
    drafted,
    person,
)


def take(conn: Connection, draft: Draft, actor: object, act: Act, division: str = STREET, **said: object) -> Advanced:
    return parts.advance(conn, actor, draft.id, division, act=act, now=NOW, **said)  # type: ignore[arg-type]  # by name


def agree(conn: Connection, draft: Draft, division: str = STREET) -> None:
    """Bring a part to the district."""
    take(conn, draft, PLANNER, Act.SEND, division)
    take(conn, draft, PLANNER, Act.SEND, division)
    take(conn, draft, DISTRICT_HEAD, Act.APPROVE, division)


def test_whoever_ever_drew_a_part_does_not_agree_to_it(town: Connection, draft: Draft) -> None:
    """Nor where somebody else sent it last."""
    both = person(Role.PLANNER, Role.LEADER)
    take(town, draft, both, Act.SEND)
    take(town, draft, PLANNER, Act.SEND)
    with pytest.raises(Forbidden, match="neither drew the part nor sent it"):
        take(town, draft, both, Act.APPROVE)
    assert Act.APPROVE not in {step.act for step in parts.one(town, both, draft.id, STREET).steps}
    assert take(town, draft, STREET_HEAD, Act.APPROVE).state is State.DISTRICT


def _standing(conn: Connection) -> dict[str, bytes]:
    rows = conn.execute(text("select code, st_asbinary(geom) as shape from registry.micro_grid order by code"))
    return {row.code: bytes(row.shape) for row in rows}


def _of(cells: dict[str, bytes], *grids: str) -> dict[str, bytes]:
    return {code: shape for code, shape in cells.items() if code[:-3] in grids}


def _draft_rows(conn: Connection, draft: Draft, street: str) -> list[object]:
    found: list[object] = []
    for table, key in (("draft_cell", "code"), ("draft_atom", "row_no, piece"), ("draft_grid", "grid_code")):
        query = f"select t::text from registry.{table} t where draft_id = :d and grid_code like :s order by {key}"
        found += conn.execute(text(query), {"d": draft.id, "s": f"{street}%"}).scalars()
    return found


def test_a_street_goes_all_the_way_and_the_other_stays(town: Connection, draft: Draft) -> None:
    other = _draft_rows(town, draft, OTHER_STREET)
    take(town, draft, PLANNER, Act.SEND)
    lon, lat = street.at(FIRST, 0.5, 0.5)
    said = remarks.add(town, NEIGHBOUR, draft.id, "门牌漏了", remark_id=uuid4(), lon=lon, lat=lat, now=NOW)
    with pytest.raises(Conflict, match="1 remarks on 990101001 wait"):
        take(town, draft, PLANNER, Act.SEND)
    remarks.answer(town, PLANNER, draft.id, said.id, "已补", now=NOW, resolved=True)
    take(town, draft, PLANNER, Act.SEND)
    take(town, draft, STREET_HEAD, Act.APPROVE)
    done = take(town, draft, DISTRICT_HEAD, Act.PUBLISH, reason="首批")
    assert done.published is not None
    assert (done.state, done.published.state) == (State.PUBLISHED, "effective")
    standing = _standing(town)
    assert {code[:-3] for code in standing} == {FIRST, SECOND}
    assert len(standing) == done.published.cells == done.published.begun
    assert _draft_rows(town, draft, OTHER_STREET) == other
    file = parts.one(town, PLANNER, draft.id, OTHER_STREET)
    assert (file.state, file.version, file.log) == (State.DRAFT, 1, ())
    mine = parts.one(town, PLANNER, draft.id, STREET)
    assert [(entry.act, entry.to_state) for entry in mine.log] == [
        ("send", "remarks"), ("send", "street"), ("approve", "district"), ("publish", "published"),
    ]  # fmt: skip
    assert mine.log[-1].reason == "首批"
    assert (mine.plan_id, mine.steps) == (done.published.plan, ())
    agree(town, draft, OTHER_STREET)
    take(town, draft, PLANNER, Act.PUBLISH, OTHER_STREET)
    assert _of(_standing(town), FIRST, SECOND) == standing
    assert _of(_standing(town), OTHER)


def test_a_published_part_is_no_longer_edited(town: Connection, draft: Draft) -> None:
    agree(town, draft)
    take(town, draft, PLANNER, Act.PUBLISH)
    with pytest.raises(Conflict, match="takes no edit"):
        editing.edit(town, PLANNER, draft.id, FIRST, [Lock((f"{FIRST}001",), True)], if_version=1, now=NOW)
    with pytest.raises(Conflict, match="takes no return"):
        take(town, draft, DISTRICT_HEAD, Act.RETURN, reason="x")


def test_the_next_plan_of_its_grids_supersedes_a_part(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        street.furnish(conn)
        first = drafted(conn)
        agree(conn, first)
        take(conn, first, PLANNER, Act.PUBLISH)
        agree(conn, first, OTHER_STREET)
    with writing(engine) as conn:
        take(conn, first, PLANNER, Act.PUBLISH, OTHER_STREET)
        second = drafted(conn)
        line = shapely.LineString([street.at(FIRST, 0.25, -0.1), street.at(FIRST, 0.25, 1.1)])
        editing.edit(conn, PLANNER, second.id, FIRST, [Split(f"{FIRST}001", line)], if_version=1, now=NOW)
        agree(conn, second)
    with writing(engine) as conn:
        done = take(conn, second, PLANNER, Act.PUBLISH)
        assert done.published is not None
        assert (done.published.begun, done.published.ended) == (2, 1)
        assert done.numbers is not None
        moved = drafts.frames(conn, PLANNER, first.id).atoms["cell"].eq(f"{FIRST}001").sum()
        assert (done.numbers.changed, done.numbers.households) == (10 * moved, 240)
        file = parts.one(conn, PLANNER, first.id, STREET)
        assert (file.state, file.log[-1].act) == (State.SUPERSEDED, Act.SUPERSEDE)
        assert parts.one(conn, PLANNER, first.id, OTHER_STREET).state is State.PUBLISHED
        assert parts.one(conn, PLANNER, second.id, STREET).state is State.PUBLISHED


def test_before_its_day_it_can_be_withdrawn_and_is_back_at_the_district(town: Connection, draft: Draft) -> None:
    agree(town, draft)
    done = take(town, draft, PLANNER, Act.PUBLISH, effective_at=NOW + timedelta(days=9))
    assert done.published is not None
    assert (done.state, done.published.state, _standing(town)) == (State.PUBLISHED, "published", {})
    publishing.undo(town, done.published.plan, by="planner", now=NOW)
    file = parts.one(town, PLANNER, draft.id, STREET)
    assert (file.state, file.plan_id, file.version) == (State.DISTRICT, None, done.version + 1)
    assert (file.log[-1].act, file.log[-1].made_by) == (Act.WITHDRAW, "planner")
    with pytest.raises(Forbidden, match="somebody else"):
        take(town, draft, DISTRICT_HEAD, Act.PUBLISH)
    assert take(town, draft, PLANNER, Act.PUBLISH).state is State.PUBLISHED


def test_an_edit_after_the_street_sends_it_back_with_the_reason(town: Connection, draft: Draft) -> None:
    agree(town, draft)
    lock = [Lock((f"{FIRST}001",), True)]
    with pytest.raises(Invalid, match="say why"):
        editing.edit(town, PLANNER, draft.id, FIRST, lock, if_version=1, now=NOW)
    done = editing.edit(town, PLANNER, draft.id, FIRST, lock, if_version=1, now=NOW, reason="街道意见")
    assert done.part_state is State.DRAFT
    file = parts.one(town, PLANNER, draft.id, STREET)
    entry = file.log[-1]
    assert (entry.act, entry.from_state, entry.to_state) == (Act.EDIT, State.DISTRICT, State.DRAFT)
    assert entry.reason == f"{FIRST} lock 街道意见"
    with pytest.raises(Conflict, match="takes no publish"):
        take(town, draft, PLANNER, Act.PUBLISH)


def test_strangers_and_the_same_person_are_refused(town: Connection, draft: Draft) -> None:
    with pytest.raises(Forbidden, match="not in your areas"):
        take(town, draft, STRANGER, Act.SEND)
    with pytest.raises(Forbidden, match="roles planner"):
        take(town, draft, NEIGHBOUR, Act.SEND)
    with pytest.raises(Forbidden, match="not in your areas"):
        parts.one(town, STRANGER, draft.id, STREET)
    with pytest.raises(NotFound, match="no part"):
        take(town, draft, PLANNER, Act.SEND, "990101009")
    with pytest.raises(NotFound, match="no draft"):
        parts.advance(town, PLANNER, 999, STREET, act=Act.SEND, now=NOW)
    with pytest.raises(Stale, match="changed meanwhile"):
        take(town, draft, PLANNER, Act.SEND, if_version=7)
    agree(town, draft)
    with pytest.raises(Forbidden, match="somebody else"):
        take(town, draft, DISTRICT_HEAD, Act.PUBLISH)
    assert _standing(town) == {}
    neighbour = parts.one(town, NEIGHBOUR, draft.id, STREET)
    assert [line.grid_code for line in neighbour.grids] == [FIRST, SECOND]
    assert neighbour.steps == ()


def test_a_draft_with_a_fault_is_not_sent(town: Connection, draft: Draft) -> None:
    town.execute(text("update registry.draft_cell set minutes = 1 where code = :c"), {"c": f"{FIRST}001"})
    with pytest.raises(Conflict, match="1 faults in 990101001: cell 990101001001001001 states"):
        take(town, draft, PLANNER, Act.SEND)


def test_a_closed_draft_stands_still(town: Connection, draft: Draft) -> None:
    drafts.close(town, PLANNER, draft.id, now=NOW)
    with pytest.raises(Conflict, match="is closed"):
        take(town, draft, PLANNER, Act.SEND)
    with pytest.raises(Conflict, match="is closed"):
        editing.edit(town, PLANNER, draft.id, FIRST, [Lock((f"{FIRST}001",), True)], if_version=1, now=NOW)


def test_the_log_is_never_rewritten(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        street.furnish(conn)
        take(conn, drafted(conn), PLANNER, Act.SEND)
    for change in ("delete from registry.draft_step", "update registry.draft_step set reason = 'x'"):
        with pytest.raises(Conflict, match="only ever added"), writing(engine) as conn:
            conn.execute(text(change))


def test_an_edit_that_a_publication_overtook_changes_nothing(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        street.furnish(conn)
        draft = drafted(conn)
        agree(conn, draft)

    def overtaken() -> None:
        with writing(engine) as slow:
            sheet = sheets.open_grid(slow, draft.id, FIRST, crs=draft.crs, if_version=1)
            sheets.replace(slow, draft.id, sheet, edits.lock(sheet.drawn, [f"{FIRST}001"], locked=True))
            with writing(engine) as conn:
                take(conn, draft, PLANNER, Act.PUBLISH)
            parts.note_edit(slow, PLANNER, draft.id, STREET, now=NOW, reason="x", words="lock")

    with pytest.raises(Conflict, match="takes no edit"):
        overtaken()
    with engine.connect() as conn:
        again = drafts.open_grid(conn, PLANNER, draft.id, FIRST)
    assert again.version == 1
    assert not again.drawn.cells["locked"].any()
