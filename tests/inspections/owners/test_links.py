"""A link acts once, in the owner's name, and is dead when its time, its ticket or the desk says so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.owners import links
from inspections.owners.link import Act, Channel, End, Link
from inspections.owners.links import NewLink
from inspections.tickets.workflow import Action
from registry.actor import OWNERS, SYSTEM, Role
from registry.database import told, writing
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound
from tests.inspections.owners.yard import (
    digest,
    dispatched,
    events,
    hours,
    link,
    photo,
    state,
    step,
    use,
)
from tests.inspections.payers.case import the
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import CREW, DESK, NOW, OWNER, person


def test_the_whole_way_by_a_link(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    made = link(furnished, ticket_id, addressee="养护科值班室")
    assert (made.org_code, made.addressee, made.dead(NOW)) == (OWNER, "养护科值班室", None)
    assert links.look(furnished, made, now=NOW).acts == (Act.ACCEPT, Act.MAKE_SAFE, Act.NOT_OURS)
    use(furnished, Act.ACCEPT)
    opened = links.look(furnished, links.find(furnished, digest("s")), now=NOW)
    assert opened.acts == (Act.MAKE_SAFE, Act.NOT_OURS)  # the hole first
    use(furnished, Act.MAKE_SAFE, photo=photo("barrier"), at=hours(1))
    assert links.look(furnished, links.find(furnished, digest("s")), now=hours(1)).acts == (Act.REPAIR, Act.NOT_OURS)
    after = use(furnished, Act.REPAIR, photo=photo(), at=hours(2))
    assert after.ended_why is End.REPAIRED
    assert set(after.done) == {Act.ACCEPT, Act.MAKE_SAFE, Act.REPAIR}
    assert state(furnished, ticket_id) == "repaired"
    assert events(furnished, ticket_id)[3:] == [
        (action, OWNERS, OWNER) for action in (Action.ACCEPT, Action.MAKE_SAFE, Action.REPAIR)
    ]
    assert the(furnished, ticket_id).state == "fulfilled"  # whoever waits for the owner has heard it


def test_an_act_sent_twice_is_done_once(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    link(furnished, ticket_id)
    first = use(furnished, Act.ACCEPT)
    assert use(furnished, Act.ACCEPT, at=hours(1)) == first
    assert [action for action, *_ in events(furnished, ticket_id)].count(Action.ACCEPT) == 1
    use(furnished, Act.NOT_OURS, reason="产权属燃气公司")
    assert use(furnished, Act.NOT_OURS, reason="另一理由").ended_why is End.NOT_OURS
    assert the(furnished, ticket_id).state == "denied"
    with pytest.raises(Conflict) as dead:
        use(furnished, Act.REPAIR, photo=photo())
    assert dead.value.fields["ended"] == End.NOT_OURS


def test_a_repair_waits_for_the_barrier(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    link(furnished, ticket_id)
    use(furnished, Act.ACCEPT)
    with pytest.raises(Conflict, match="not made safe first"), furnished.begin_nested():
        use(furnished, Act.REPAIR, photo=photo())
    with pytest.raises(Invalid, match="photo"), furnished.begin_nested():
        use(furnished, Act.MAKE_SAFE)
    with pytest.raises(Invalid, match="reason"), furnished.begin_nested():
        use(furnished, Act.NOT_OURS)
    assert links.find(furnished, digest("s")).done.keys() == {Act.ACCEPT}


def _transfer(conn: Connection, ticket_id: UUID, _: Link) -> None:
    step(conn, ticket_id, Action.TRANSFER, reason="另派", data={"assignee_code": "SZGS"})


def _back_again(conn: Connection, ticket_id: UUID, made: Link) -> None:
    _transfer(conn, ticket_id, made)
    step(conn, ticket_id, Action.TRANSFER, reason="再派", data={"assignee_code": OWNER})


def _return(conn: Connection, ticket_id: UUID, _: Link) -> None:
    step(conn, ticket_id, Action.RETURN, CREW, reason="不属我方")


def _repair(conn: Connection, ticket_id: UUID, _: Link) -> None:
    step(conn, ticket_id, Action.ACCEPT, CREW)
    step(conn, ticket_id, Action.MAKE_SAFE, CREW, photos=("b" * 64,))
    step(conn, ticket_id, Action.REPAIR, CREW, photos=(scene.AFTER_PHOTO,))


def _void(conn: Connection, ticket_id: UUID, _: Link) -> None:
    _return(conn, ticket_id, _)
    step(conn, ticket_id, Action.VOID, reason="误报")


def _revoke(conn: Connection, _: UUID, made: Link) -> None:
    links.revoke(conn, DESK, made.id, now=NOW)
    assert links.revoke(conn, DESK, made.id, now=hours(1)).ended_at == NOW


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (_transfer, End.REASSIGNED), (_back_again, End.REASSIGNED), (_return, End.NOT_OURS), (_repair, End.REPAIRED),
        (_void, End.NOT_OURS), (_revoke, End.REVOKED),
    ],
)  # fmt: skip
def test_it_dies_with_what_happens_meanwhile(
    furnished: Connection, meanwhile: Callable[[Connection, UUID, Link], None], why: End
) -> None:
    ticket_id = dispatched(furnished)
    made = link(furnished, ticket_id)
    meanwhile(furnished, ticket_id, made)
    before = events(furnished, ticket_id)
    with pytest.raises(Conflict) as dead:
        use(furnished, Act.ACCEPT)
    assert dead.value.fields["ended"] == why
    assert links.find(furnished, digest("s")).dead(NOW) is why
    assert events(furnished, ticket_id) == before


def test_it_expires(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    made = link(furnished, ticket_id, expires_at=hours(2))
    with pytest.raises(Conflict) as dead:
        use(furnished, Act.ACCEPT, at=hours(2))
    assert dead.value.fields["ended"] == End.EXPIRED
    assert made.dead(hours(2) - timedelta(seconds=1)) is None
    use(furnished, Act.ACCEPT, at=hours(2) - timedelta(seconds=1))
    assert use(furnished, Act.ACCEPT, at=hours(3)).done.keys() == {Act.ACCEPT}  # sent again it was done


def test_a_wrong_secret_is_one_that_never_was(furnished: Connection) -> None:
    link(furnished, dispatched(furnished))
    for secret in ("", "S", "s ", "x" * 43):
        with pytest.raises(NotFound, match="no link has this address"):
            links.find(furnished, digest(secret))
        with pytest.raises(NotFound, match="no link has this address"):
            use(furnished, Act.ACCEPT, secret)


def test_only_the_desk_of_the_place_makes_them_for_who_is_at_work(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    elsewhere = person(Role.DISPATCHER, Role.CREW, org=OWNER, areas=("370203007",))  # who sees it, as the owner
    for nobody in (CREW, person(Role.LEADER), person(Role.DISPATCHER, areas=("370203007",)), elsewhere):
        with pytest.raises(Forbidden):
            link(furnished, ticket_id, actor=nobody)
    made = link(furnished, ticket_id)
    new = NewLink(made.id, ticket_id, Channel.SMS, digest("other"))
    assert links.make(furnished, DESK, new, now=hours(1)) == (made, False)
    with pytest.raises(NotFound):
        links.find(furnished, digest("other"))
    other = scene.hazard(furnished, scene.OTHER_SEWER)
    with pytest.raises(Conflict, match="dispatch it first"):
        link(furnished, other, "t")
    with pytest.raises(Conflict, match="names another link"):
        links.make(furnished, DESK, NewLink(made.id, other, Channel.SMS, digest("t")), now=NOW)
    for expires_at in (NOW, hours(24 * 31 + 1)):
        with pytest.raises(Invalid, match="at most 31 days"), told(), furnished.begin_nested():
            link(furnished, ticket_id, "t", expires_at=expires_at)
    with pytest.raises(NotFound):
        links.revoke(furnished, DESK, uuid4(), now=NOW)
    with pytest.raises(Forbidden):
        links.revoke(furnished, CREW, made.id, now=NOW)
    assert links.of_ticket(furnished, CREW, ticket_id, now=NOW) == [made]
    with pytest.raises(Forbidden):
        links.of_ticket(furnished, scene.STRANGER, ticket_id, now=NOW)
    assert links.revoke(furnished, SYSTEM, made.id, now=NOW).ended_why is End.REVOKED


def test_the_secret_is_kept_nowhere(furnished: Connection) -> None:
    link(furnished, dispatched(furnished), "a-very-secret-word")
    for table in ("owner_link", "owner_link_act", "ticket_event"):
        rows = furnished.execute(text(f"select to_jsonb(t)::text from inspections.{table} t")).scalars()
        assert not any("a-very-secret-word" in row for row in rows)


def test_what_was_made_stays_as_it_was(furnished: Connection) -> None:
    made = link(furnished, dispatched(furnished))
    for change in (
        "update inspections.owner_link set expires_at = expires_at + interval '1 day'",
        "update inspections.owner_link set org_code = 'SZGS'",
        "update inspections.owner_link set ended_at = now()",
        "delete from inspections.owner_link",
    ):
        with pytest.raises(JinggeError), told(), furnished.begin_nested():
            furnished.execute(text(change))
    links.revoke(furnished, DESK, made.id, now=NOW)
    with pytest.raises(Conflict, match="has ended already"), told(), furnished.begin_nested():
        furnished.execute(text("update inspections.owner_link set ended_at = null, ended_why = null"))


@pytest.mark.parametrize("other", [Act.ACCEPT, Act.NOT_OURS, None], ids=["twice", "two acts", "transferred"])
def test_two_at_once(town: Engine, other: Act | None) -> None:
    """Both at one moment, each over a connection: never two acts where one may be, never a lock in a circle."""
    with writing(town) as conn:
        ticket_id = dispatched(conn)
        link(conn, ticket_id)
    start = Barrier(2)

    def press(act: Act | None) -> str:
        start.wait()
        try:
            with writing(town) as conn:
                if act is None:
                    step(conn, ticket_id, Action.TRANSFER, reason="另派", data={"assignee_code": "SZGS"})
                else:
                    use(conn, act, reason="不属我方")
        except JinggeError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(press, [Act.ACCEPT, other]))
    with writing(town) as conn:
        actions = [action for action, *_ in events(conn, ticket_id)]
        found = links.find(conn, digest("s"))
    assert actions.count(Action.ACCEPT) == ("accept" in found.done)
    assert actions.count(Action.ACCEPT) <= 1
    assert "done" in outcomes
    if other is Act.ACCEPT:
        assert outcomes == ["done", "done"]
    if other is Act.NOT_OURS:
        assert found.ended_why is End.NOT_OURS
    assert "unavailable" not in outcomes


def test_a_link_that_is_made_while_the_ticket_goes_elsewhere_is_for_whoever_has_it_then(town: Engine) -> None:
    with writing(town) as conn:
        ticket_id = dispatched(conn)

    def make() -> Link:
        with writing(town) as conn:
            return link(conn, ticket_id)

    with ThreadPoolExecutor(1) as pool:
        with writing(town) as conn:
            step(conn, ticket_id, Action.TRANSFER, reason="另派", data={"assignee_code": "SZGS"})
            made = pool.submit(make)
            wait([made], timeout=1)
        assert made.result().org_code == "SZGS"
