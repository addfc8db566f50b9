"""A person says whose a cover is: rights, versions, what is kept, and that nothing else gives a cover an owner."""

import threading
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.orphans import gathering, listing
from inspections.orphans.deciding import Answer, as_data, decide, propose, refuse
from inspections.orphans.listing import Wanted, find, open_orphan
from registry.actor import SYSTEM, Actor, Role
from registry.database import told, writing
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound, Stale
from tests.inspections.orphans.scene import (
    CREW,
    DESK,
    DRAINAGE,
    GAP,
    GAS_COMPANY,
    NOW,
    RAIN,
    SEWER,
    STEWARD,
    YARD,
    answer,
    inside,
    owner_of,
    person,
)
from tests.registry import quarter


def version(conn: Connection, code: str = GAP) -> int:
    return find(conn, STEWARD, code, now=NOW).version


def kinds(conn: Connection, code: str = GAP) -> list[str]:
    return [one.kind for one in listing.decisions_of(conn, code)]


def test_a_decision_is_kept_with_what_was_shown(orphaned: Connection) -> None:
    shown = open_orphan(orphaned, STEWARD, GAP, now=NOW).opinion
    said = answer("铭牌可见")
    stored = decide(orphaned, STEWARD, GAP, DRAINAGE, said, if_version=version(orphaned), now=NOW)
    assert owner_of(orphaned, GAP) == DRAINAGE
    [row] = listing.decisions_of(orphaned, GAP)
    assert row == stored
    assert (row.kind, row.owner_code, row.previous_code, row.number) == ("decided", DRAINAGE, None, 1)
    assert (row.account_id, row.org_code, row.at, row.reason) == (STEWARD.account_id, "CGJ", NOW, "铭牌可见")
    assert row.shown == as_data(shown)
    assert isinstance(row.shown, dict)
    assert row.shown["best"] == DRAINAGE
    assert row.shown["candidates"][0]["evidence"][0]["kind"] == "row"


def test_the_register_remembers_who_gave_the_owner(orphaned: Connection) -> None:
    decide(orphaned, STEWARD, GAP, DRAINAGE, answer("铭牌可见"), if_version=version(orphaned), now=NOW)
    change = orphaned.execute(
        text("select c.* from registry.change c join registry.asset a on a.change_id = c.id where a.code = :code"),
        {"code": GAP},
    ).one()
    assert change.id == orphaned.execute(text("select registry.this_change()")).scalar_one()


def test_the_change_says_why(town: Engine) -> None:
    with writing(town) as conn:
        decide(conn, STEWARD, GAP, DRAINAGE, answer("铭牌可见"), if_version=version(conn), now=NOW)
    with town.connect() as conn:
        sql = "select c.* from registry.change c join registry.asset a on a.change_id = c.id where a.code = :code"
        change = conn.execute(text(sql), {"code": GAP}).one()
        assert (change.deed, change.by_account, change.reason) == ("owner", STEWARD.name, "铭牌可见")
        past = conn.execute(text("select owner_code from registry.asset_history where code = :code"), {"code": GAP})
        assert set(past.scalars()) == {None}, "that it had no owner is remembered"


def test_nobody_found_begins_public_notice(orphaned: Connection) -> None:
    friday = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)  # 16:00 in Qingdao
    stored = decide(orphaned, STEWARD, GAP, None, answer(), if_version=version(orphaned), now=friday)
    assert (stored.kind, stored.owner_code) == ("notice", None)
    assert stored.notice_until == datetime(2026, 11, 30, 8, 0, tzinfo=UTC), "one working day over the weekend"
    assert owner_of(orphaned, GAP) is None


def test_an_answer_sent_again_changes_nothing(orphaned: Connection) -> None:
    said, at = answer(), version(orphaned)
    once = decide(orphaned, STEWARD, GAP, DRAINAGE, said, if_version=at, now=NOW)
    assert decide(orphaned, STEWARD, GAP, DRAINAGE, said, if_version=at, now=NOW) == once
    assert kinds(orphaned) == ["decided"]
    for actor, code, owner, reason in (
        (STEWARD, GAP, GAS_COMPANY, said.reason),
        (STEWARD, YARD, DRAINAGE, said.reason),
        (STEWARD, GAP, DRAINAGE, "another reason"),
        (person(Role.STEWARD), GAP, DRAINAGE, said.reason),
    ):
        with pytest.raises(Conflict, match="names another answer"):
            decide(orphaned, actor, code, owner, Answer(said.id, reason), if_version=at, now=NOW)


def test_a_stale_version_is_refused(orphaned: Connection) -> None:
    at = version(orphaned)
    propose(orphaned, DESK, GAP, DRAINAGE, answer(), if_version=at, now=NOW)
    with pytest.raises(Stale):
        decide(orphaned, STEWARD, GAP, DRAINAGE, answer(), if_version=at, now=NOW)
    at = version(orphaned)
    orphaned.execute(text("update registry.asset set note = 'moved' where code = :code"), {"code": GAP})
    with pytest.raises(Stale):
        decide(orphaned, STEWARD, GAP, DRAINAGE, answer(), if_version=at, now=NOW)
    assert owner_of(orphaned, GAP) is None


def test_only_a_steward_decides_and_the_desk_proposes(orphaned: Connection) -> None:
    at = version(orphaned)
    programme = Actor(None, "system", None, frozenset({Role.STEWARD}), ("370203",))
    for actor in (DESK, CREW, SYSTEM, programme, person(Role.ADMIN), person(Role.PLANNER), person(Role.INSPECTOR)):
        with pytest.raises(Forbidden, match="a person with the role"):
            decide(orphaned, actor, GAP, DRAINAGE, answer(), if_version=at, now=NOW)
    for actor in (CREW, SYSTEM, programme, person(Role.LEADER)):
        with pytest.raises(Forbidden):
            propose(orphaned, actor, GAP, DRAINAGE, answer(), if_version=at, now=NOW)
    with pytest.raises(Forbidden, match="outside your areas"):
        decide(orphaned, inside(quarter.WEST), GAP, DRAINAGE, answer(), if_version=at, now=NOW)
    propose(orphaned, DESK, GAP, DRAINAGE, answer(), if_version=at, now=NOW)
    assert (owner_of(orphaned, GAP), kinds(orphaned)) == (None, ["proposed"])


def test_refusals_by_kind(orphaned: Connection) -> None:
    at = version(orphaned)
    for owner, reason, wrong in (
        ("NOBODY", "x", "is no organisation"),
        ("PSGS-01", "x", "is a crew and owns nothing: name its organisation PSGS"),
        (DRAINAGE, "  ", "say why"),
        (DRAINAGE, "x" * 2001, "at most 2000"),
    ):
        with pytest.raises(Invalid, match=wrong):
            decide(orphaned, STEWARD, GAP, owner, answer(reason), if_version=at, now=NOW)
    with pytest.raises(NotFound):
        decide(orphaned, STEWARD, "37020301023999999", DRAINAGE, answer(), if_version=1, now=NOW)
    owned = orphaned.execute(text("select change_id from registry.asset where code = :code"), {"code": SEWER})
    with pytest.raises(Conflict, match="is no orphan"):
        decide(orphaned, STEWARD, SEWER, GAS_COMPANY, answer(), if_version=owned.scalar_one(), now=NOW)
    assert kinds(orphaned) == []


def test_an_organisation_refuses_what_it_was_named_for(orphaned: Connection) -> None:
    with pytest.raises(Forbidden, match="was named"):
        refuse(orphaned, CREW, GAP, DRAINAGE, answer(), now=NOW)
    propose(orphaned, DESK, GAP, DRAINAGE, answer(), if_version=version(orphaned), now=NOW)
    with pytest.raises(Forbidden):
        refuse(orphaned, person(Role.CREW, org="SZGS-01", areas=()), GAP, DRAINAGE, answer(), now=NOW)
    with pytest.raises(Forbidden):
        refuse(orphaned, CREW, GAP, "SZGS", answer(), now=NOW)
    said = answer("非本单位")
    once = refuse(orphaned, CREW, GAP, DRAINAGE, said, now=NOW)
    assert refuse(orphaned, CREW, GAP, DRAINAGE, said, now=NOW) == once
    assert kinds(orphaned) == ["proposed", "refused"]


def test_the_desk_refuses_in_the_name_of_an_organisation(orphaned: Connection) -> None:
    with pytest.raises(Conflict, match=f"belongs to {DRAINAGE}"):
        refuse(orphaned, STEWARD, SEWER, GAS_COMPANY, answer(), now=NOW)
    with pytest.raises(Forbidden):
        refuse(orphaned, inside(quarter.WEST), SEWER, DRAINAGE, answer(), now=NOW)
    with pytest.raises(Invalid):
        refuse(orphaned, STEWARD, GAP, "NOBODY", answer(), now=NOW)
    with pytest.raises(NotFound):
        refuse(orphaned, STEWARD, quarter.asset_code(quarter.LAMP, 1), DRAINAGE, answer(), now=NOW)
    refuse(orphaned, STEWARD, SEWER, DRAINAGE, answer("来函否认"), now=NOW)
    assert owner_of(orphaned, SEWER) == DRAINAGE, "a refusal changes nothing in the register"
    assert find(orphaned, STEWARD, SEWER, now=NOW).state is listing.State.REFUSED


def test_nothing_but_a_decision_gives_an_owner(orphaned: Connection) -> None:
    """Whatever is read, proposed or refused: the register stays as it is."""
    everything = text("select code, owner_code, change_id from registry.asset order by code")
    before = orphaned.execute(everything).all()
    listing.list_orphans(orphaned, STEWARD, Wanted(), now=NOW)
    listing.all_orphans(orphaned, SYSTEM, Wanted(), now=NOW)
    for code in (GAP, YARD, RAIN):
        open_orphan(orphaned, STEWARD, code, now=NOW)
        propose(orphaned, DESK, code, DRAINAGE, answer(), if_version=version(orphaned, code), now=NOW)
        refuse(orphaned, CREW, code, DRAINAGE, answer(), now=NOW)
        decide(orphaned, STEWARD, code, None, answer(), if_version=version(orphaned, code), now=NOW)
    assert orphaned.execute(everything).all() == before
    statements = [*gathering._SQL.values(), *listing.SQL.values()]
    assert not [
        one for one in statements if any(word in one.text.lower() for word in ("update ", "insert ", "delete "))
    ]


@pytest.mark.parametrize(
    "deed", ["update inspections.owner_decision set reason = 'x'", "delete from inspections.owner_decision"]
)
def test_decisions_are_only_ever_added(orphaned: Connection, deed: str) -> None:
    decide(orphaned, STEWARD, GAP, None, answer(), if_version=version(orphaned), now=NOW)
    with pytest.raises(Conflict, match="only ever added"), told():
        orphaned.execute(text(deed))


def test_the_database_too_keeps_decisions_whole(orphaned: Connection) -> None:
    insert = (
        "insert into inspections.owner_decision (id, asset_code, number, kind, owner_code, at, account_id, reason,"
        " notice_until, shown) values (:id, :code, 1, :kind, :owner, now(), :id, :reason, :until, '{}')"
    )
    for kind, owner, reason, until in (
        ("decided", None, "x", None),
        ("notice", DRAINAGE, "x", NOW),
        ("notice", None, "x", None),
        ("decided", DRAINAGE, "", None),
        ("guessed", DRAINAGE, "x", None),
    ):
        values = {"id": uuid4(), "code": GAP, "kind": kind, "owner": owner, "reason": reason, "until": until}
        with pytest.raises(Invalid), told(), orphaned.begin_nested():
            orphaned.execute(text(insert), values)
    good = {"code": GAP, "kind": "decided", "owner": DRAINAGE, "reason": "x", "until": None}
    orphaned.execute(text(insert), {"id": uuid4(), **good})
    with pytest.raises(Stale), told():
        orphaned.execute(text(insert), {"id": uuid4(), **good})


# Against each other -------------------------------------------------------------------------------------------------


def _race(engine: Engine, *deeds: tuple[Actor, str | None, UUID]) -> list[object]:
    """Each decides on GAP in a transaction of its own, all from the same version at once."""
    with engine.connect() as conn:
        at = version(conn)
    barrier = threading.Barrier(len(deeds))
    found: dict[int, object] = {}

    def run(n: int) -> None:
        actor, owner, id_ = deeds[n]
        try:
            with writing(engine) as conn:
                conn.execute(text("select 1"))
                barrier.wait(10)
                found[n] = decide(conn, actor, GAP, owner, answer(id_=id_), if_version=at, now=NOW)
        except JinggeError as error:
            found[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [found[n] for n in range(len(deeds))]


@pytest.mark.parametrize("rival_owner", [GAS_COMPANY, None])
def test_of_two_who_decide_at_once_one_is_told(town: Engine, rival_owner: str | None) -> None:
    answers = _race(town, (STEWARD, DRAINAGE, uuid4()), (person(Role.STEWARD), rival_owner, uuid4()))
    assert sorted(isinstance(one, listing.Decision) for one in answers) == [False, True]
    [refused] = [one for one in answers if not isinstance(one, listing.Decision)]
    assert isinstance(refused, Stale)
    [kept] = [one for one in answers if isinstance(one, listing.Decision)]
    with town.connect() as conn:
        assert owner_of(conn, GAP) == kept.owner_code
        assert len(kinds(conn)) == 1


def test_the_same_answer_twice_at_once_is_one(town: Engine) -> None:
    id_ = uuid4()
    answers = _race(town, (STEWARD, DRAINAGE, id_), (STEWARD, DRAINAGE, id_))
    assert answers[0] == answers[1]
    with town.connect() as conn:
        assert kinds(conn) == ["decided"]
