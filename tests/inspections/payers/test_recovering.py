"""Acts of persons: who may, from which version, done once; and what owners say by a link or by telephone."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.orphans import deciding
from inspections.orphans.listing import State as OrphanState
from inspections.orphans.listing import find
from inspections.payers import listing, recovering
from inspections.payers.recovery import Deed
from inspections.payers.terms import Act, State
from inspections.tickets.terms import Action
from registry.actor import Role
from registry.database import writing
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.payers import case
from tests.inspections.tickets import scene

SOON = scene.NOW + timedelta(minutes=10)


def test_who_is_silent_is_stood_in_for_and_pays(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    lettered = case.lettered(furnished, ticket_id)
    owed = 2.5 * 36_000 + 39_960  # 0.333 × 120001 = 39960.333
    assert (lettered.state, lettered.owed_fen) == (State.LETTERED, owed)
    paid = case.act(
        furnished, ticket_id, Deed(Act.PAY, amount_fen=int(owed), receipt="R-1"), at=scene.NOW + timedelta(days=3)
    )
    assert (paid.state, paid.due_at, paid.closed_at) == (State.PAID, None, scene.NOW + timedelta(days=3))
    acts = furnished.execute(text("select act, to_state from inspections.recovery_event order by seq")).all()
    assert [tuple(row) for row in acts] == [
        ("ask", "asked"),
        ("silence", "silent"),
        ("stand_in", "standing_in"),
        ("cost", "costed"),
        ("letter", "lettered"),
        ("pay", "paid"),
    ]
    told = furnished.execute(
        text("select data ->> 'act' from inspections.ticket_event where action = 'recovery' order by seq")
    )
    assert list(told.scalars()) == ["silence", "stand_in", "cost", "letter", "pay"]


def test_whoever_listed_the_cost_does_not_decide_on_it(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    lettered = case.lettered(furnished, ticket_id)
    case.act(furnished, ticket_id, Deed(Act.DISPUTE, reason="太贵"), scene.CREW, at=SOON)
    both = scene.person(Role.LEADER, Role.DISPATCHER, org="CGJ")
    sheet = Deed(Act.COST, lines=(case.LABOUR,))
    case.act(furnished, ticket_id, sheet, both, at=SOON)
    with pytest.raises(Conflict, match="does not decide"):
        case.act(furnished, ticket_id, Deed(Act.WAIVE, reason="算了"), both, at=SOON)
    waived = case.act(furnished, ticket_id, Deed(Act.WAIVE, reason="算了"), case.LEADER, at=SOON)
    assert lettered.sheet == 1
    assert (waived.state, waived.sheet, waived.owed_fen, waived.cost_fen) == (State.WAIVED, 2, 0, 90_000)


def test_an_act_is_done_once_by_its_id(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    asked = case.the(furnished, ticket_id)
    id_, deed = uuid4(), Deed(Act.ANSWER, reason="马上到")
    first = recovering.act(furnished, case.DESK, asked.id, deed, id_=id_, if_version=asked.version, now=SOON)
    again = recovering.act(furnished, case.DESK, asked.id, deed, id_=id_, if_version=asked.version, now=SOON)
    assert first == again
    other = Deed(Act.ANSWER, reason="别的话")
    with pytest.raises(Conflict, match="names another act"):
        recovering.act(furnished, case.DESK, asked.id, other, id_=id_, if_version=first.version, now=SOON)
    with pytest.raises(Conflict, match="names another act"):
        recovering.act(furnished, case.OTHER_DESK, asked.id, deed, id_=id_, if_version=first.version, now=SOON)


def test_an_older_version_is_refused(furnished: Connection) -> None:
    asked = case.the(furnished, case.dispatched(furnished))
    recovering.act(furnished, case.DESK, asked.id, Deed(Act.ANSWER), id_=uuid4(), if_version=asked.version, now=SOON)
    late = Deed(Act.STAND_IN, stand_in_code=case.MUNICIPAL)
    with pytest.raises(Stale, match="version 2, not 1"):
        recovering.act(furnished, case.DESK, asked.id, late, id_=uuid4(), if_version=asked.version, now=SOON)


@pytest.mark.parametrize(
    ("actor", "deed", "error"),
    [
        (scene.CREW, Deed(Act.ANSWER), None),
        (scene.STRANGER, Deed(Act.ANSWER), Forbidden),
        (scene.CREW, Deed(Act.STAND_IN, stand_in_code=case.MUNICIPAL), Forbidden),
        (scene.person(Role.DISPATCHER, org="CGJ", areas=("370202",)), Deed(Act.ANSWER), Forbidden),
        (case.DESK, Deed(Act.SILENCE), Forbidden),
        (case.DESK, Deed(Act.PAY, amount_fen=1, receipt="1"), Conflict),
        (case.DESK, Deed(Act.DENY), Invalid),
        (case.DESK, Deed(Act.ANSWER, receipt="1"), Invalid),
        (case.DESK, Deed(Act.STAND_IN, stand_in_code=scene.OWNER), Conflict),
        (case.DESK, Deed(Act.STAND_IN, stand_in_code="SZGS-01"), Invalid),
        (case.DESK, Deed(Act.STAND_IN, stand_in_code="nobody"), Invalid),
    ],
)
def test_who_may_and_with_what(furnished: Connection, actor: object, deed: Deed, error: type[Exception] | None) -> None:
    ticket_id = case.dispatched(furnished)
    if error is None:
        assert case.act(furnished, ticket_id, deed, actor, at=SOON).state is State.ANSWERED  # type: ignore[arg-type]  # one of people
        return
    with pytest.raises(error):
        case.act(furnished, ticket_id, deed, actor, at=SOON)  # type: ignore[arg-type]  # one of people


# Opening -----------------------------------------------------------------------------------------------------------


def test_one_recovery_of_a_ticket_is_open(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    with pytest.raises(Conflict, match=rf"{case.the(furnished, ticket_id).id} is open already \(asked\)"):
        recovering.open_recovery(
            furnished, case.DESK, ticket_id, Deed(Act.ASK, owner_code="GSGS"), id_=uuid4(), now=SOON
        )
    case.act(furnished, ticket_id, Deed(Act.WITHDRAW, reason="误"), at=SOON)
    id_, deed = uuid4(), Deed(Act.ASK, owner_code="GSGS")
    opened = recovering.open_recovery(furnished, case.DESK, ticket_id, deed, id_=id_, now=SOON)
    assert (opened.id, opened.round, opened.owner_code) == (id_, 2, "GSGS")
    assert recovering.open_recovery(furnished, case.DESK, ticket_id, deed, id_=id_, now=SOON) == opened


def test_what_opens_nothing_is_refused(furnished: Connection) -> None:
    ticket_id = case.ownerless(furnished)
    with pytest.raises(Conflict, match="opens no recovery"):
        recovering.open_recovery(furnished, case.DESK, ticket_id, Deed(Act.ANSWER), id_=uuid4(), now=SOON)
    with pytest.raises(Forbidden):
        recovering.open_recovery(
            furnished, scene.INSPECTOR, ticket_id, Deed(Act.GIVE_NOTICE, reason="x"), id_=uuid4(), now=SOON
        )
    with pytest.raises(NotFound):
        recovering.open_recovery(furnished, case.DESK, uuid4(), Deed(Act.ANSWER), id_=uuid4(), now=SOON)


def test_public_notice_is_given_of_what_nobody_owns(furnished: Connection) -> None:
    owned, notice = case.dispatched(furnished, asset_code=scene.OTHER_SEWER), Deed(Act.GIVE_NOTICE, reason="查无权属")
    case.act(furnished, owned, Deed(Act.DENY, reason="不是我们的"), at=SOON)
    with pytest.raises(Conflict, match=f"belongs to {scene.OWNER}"):
        case.act(furnished, owned, notice, at=SOON)
    ticket_id = case.ownerless(furnished)
    opened = recovering.open_recovery(furnished, case.DESK, ticket_id, notice, id_=uuid4(), now=SOON)
    assert (opened.state, opened.owner_code) == (State.NOTICE, None)
    assert opened.due_at == SOON + timedelta(days=1)  # one working day, Monday to Tuesday
    assert case.silent(furnished, ticket_id).state is State.UNCLAIMED
    approved = case.act(furnished, ticket_id, Deed(Act.APPROVE, reason="废弃"), case.LEADER, at=opened.due_at)
    filled = case.act(furnished, ticket_id, Deed(Act.FILL, photos=("b" * 64,)), at=opened.due_at)
    assert (approved.state, filled.state, filled.closed_at) == (State.APPROVED, State.FILLED, opened.due_at)


def test_a_claim_is_proposed_to_the_stewards_and_then_made_good_or_paid(furnished: Connection) -> None:
    ticket_id = case.ownerless(furnished)
    notice = Deed(Act.GIVE_NOTICE, reason="查无权属")
    recovering.open_recovery(furnished, case.DESK, ticket_id, notice, id_=uuid4(), now=SOON)
    claimed = case.act(furnished, ticket_id, Deed(Act.CLAIM, owner_code="GSGS", reason="来函认领"), at=SOON)
    assert (claimed.state, claimed.owner_code) == (State.CLAIMED, "GSGS")
    orphan = find(furnished, case.DESK, scene.SEWER, now=SOON)
    assert (orphan.state, orphan.owner_code) == (OrphanState.PROPOSED, None)
    proposed = furnished.execute(text("select kind, owner_code from inspections.owner_decision")).one()
    assert tuple(proposed) == ("proposed", "GSGS")
    assert deciding.NOTICE_DAYS == 1  # both say the same of a notice
    with pytest.raises(Conflict, match="nobody but its owner"):
        case.act(furnished, ticket_id, Deed(Act.COST, lines=(case.LABOUR,)), at=SOON)
    case.barred(furnished, ticket_id, at=SOON)
    costed = case.act(furnished, ticket_id, Deed(Act.COST, lines=(case.LABOUR,)), at=SOON)
    assert costed.owed_fen == 90_000


# By a link or by telephone -----------------------------------------------------------------------------------------


def test_what_an_owner_says_otherwise_is_kept_with_who_said_it(furnished: Connection) -> None:
    ticket_id, id_ = case.dispatched(furnished), uuid4()
    said = recovering.answer(
        furnished, ticket_id, "answer", id_=id_, at=SOON, account_id=None, org_code=scene.OWNER, reason="20分钟到",
        by="王工 0532-0000",
    )  # fmt: skip
    assert said is not None
    assert (said.state, said.due_at) == (State.ANSWERED, SOON + timedelta(hours=6))
    kept = furnished.execute(
        text("select spoken_by, org_code, reason from inspections.recovery_event where id = :id"), {"id": id_}
    ).one()
    assert tuple(kept) == ("王工 0532-0000", scene.OWNER, "20分钟到")


def test_nothing_happens_where_nothing_was_asked_or_it_was_said_before(furnished: Connection) -> None:
    ticket_id, id_ = case.dispatched(furnished), uuid4()

    def say(act: str, *, org: str = scene.OWNER, reason: str = "") -> object:
        return recovering.answer(
            furnished, ticket_id, act, id_=id_, at=SOON, account_id=None, org_code=org, reason=reason
        )

    assert say("answer", org="GSGS") is None
    assert say("dispute", reason="没有") is None
    assert say("answer") is not None
    assert say("answer") is None
    assert case.the(furnished, ticket_id).version == 2
    with pytest.raises(Invalid, match="nothing an owner says"):
        say("waive", reason="x")
    with pytest.raises(Invalid, match="needs a reason"):
        say("deny")
    unasked = case.ownerless(furnished, asset_code=scene.OTHER_SEWER)
    assert (
        recovering.answer(
            furnished, unasked, "answer", id_=uuid4(), at=SOON, account_id=None, org_code=scene.OWNER, reason=""
        )
        is None
    )


def test_whoever_owes_ends_no_debt_of_its_own_whatever_its_roles(furnished: Connection) -> None:
    """A company that plans its own tours has dispatchers and leaders of the same areas."""
    ticket_id = case.dispatched(furnished)
    lettered = case.lettered(furnished, ticket_id)
    own = scene.person(Role.DISPATCHER, Role.LEADER, Role.CREW, org=scene.OWNER)
    paid, waived = Deed(Act.PAY, amount_fen=lettered.owed_fen, receipt="R-1"), Deed(Act.WAIVE, reason="自免")
    for deed in (paid, waived):
        with pytest.raises(Forbidden, match="whoever owes"), furnished.begin_nested():
            case.act(furnished, ticket_id, deed, own, at=SOON)
    offered = {step.act for step in listing.of_ticket(furnished, own, ticket_id, now=SOON).steps}
    assert offered == {Act.DISPUTE}
    assert case.act(furnished, ticket_id, Deed(Act.DISPUTE, reason="太贵"), own, at=SOON).state is State.DISPUTED
    with pytest.raises(Forbidden, match="whoever owes"):
        case.act(furnished, ticket_id, Deed(Act.SETTLE, amount_fen=1, reason="自定"), own, at=SOON)


def test_a_dispatch_while_the_desk_asks_finds_that_it_was_asked(town: Engine) -> None:
    with writing(town) as conn:
        ticket_id = scene.hazard(conn, scene.SEWER)
        case.step(conn, ticket_id, Action.FILE)

    def dispatch() -> None:
        with writing(town) as conn:
            case.step(conn, ticket_id, Action.DISPATCH, data={"assignee_code": scene.OWNER})

    with ThreadPoolExecutor(1) as pool:
        with writing(town) as conn:
            deed = Deed(Act.ASK, owner_code=scene.OWNER)
            asked = recovering.open_recovery(conn, case.DESK, ticket_id, deed, id_=uuid4(), now=scene.NOW)
            sent = pool.submit(dispatch)
            wait([sent], timeout=1)
        sent.result()
    with writing(town) as conn:
        assert case.the(conn, ticket_id) == asked
