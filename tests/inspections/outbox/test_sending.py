"""What is claimed is sent once at a time, and noted; what fails waits, is given up, or stops its webhook."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, Row, text
from standardwebhooks import Webhook

from inspections.outbox import deliveries, digests, numbering, patience, planning, sending, webhooks
from inspections.outbox.sending import LEASE, Outcome, Parcel
from inspections.outbox.webhooks import Kind, Wanted
from inspections.requests.life import Action, Opinion
from registry.actor import Role
from registry.database import writing
from tests.inspections.outbox.scene import OWNER, SECRET, hook, urge
from tests.inspections.requests import scene as requests
from tests.inspections.tickets.scene import FAR, NOW, OTHER_SEWER, SEWER, hazard, person
from tests.registry import quarter

ARRIVED, REFUSED = Outcome(204, ""), Outcome(500, "answered 500")


def prepare(conn: Connection, *, events: int = 1, kind: Kind = Kind.WEBHOOK) -> UUID:
    made = hook(conn, kind=kind)
    ticket_id = hazard(conn)
    for _ in range(events - 1):
        urge(conn, ticket_id)
    numbering.number(conn)
    planning.plan(conn, OWNER, made.id, now=NOW)
    return made.id


def note(conn: Connection, parcel: Parcel, outcome: Outcome, *, after: timedelta = timedelta()) -> str | None:
    return sending.note(conn, parcel, outcome, now=NOW + after, chance=0.0, failing_days=5)


def rows(conn: Connection) -> list[Row[tuple[object, ...]]]:
    return list(conn.execute(text("select * from inspections.delivery order by number")).all())


def test_a_message_is_by_the_standard_and_the_same_each_time(furnished: Connection) -> None:
    webhook_id = prepare(furnished)
    [first] = sending.claim(furnished, webhook_id, now=NOW)
    event_id = furnished.execute(text("select id from inspections.outbox")).scalar_one()
    assert first.headers["webhook-id"] == str(event_id)
    expected = Webhook(SECRET).sign(str(event_id), NOW, first.body.decode())
    assert first.headers["webhook-signature"] == expected
    told = json.loads(first.body)
    assert (told["type"], told["data"]["state"], told["data"]["hazard"]) == ("ticket.report", "reported", True)
    [again] = sending.claim(furnished, webhook_id, now=NOW + LEASE)
    assert (again.body, again.headers["webhook-id"]) == (first.body, first.headers["webhook-id"])


def test_what_is_being_sent_is_nobody_elses_until_its_lease_is_over(furnished: Connection) -> None:
    webhook_id = prepare(furnished)
    assert len(sending.claim(furnished, webhook_id, now=NOW)) == 1
    assert sending.claim(furnished, webhook_id, now=NOW + LEASE - timedelta(seconds=1)) == []
    assert len(sending.claim(furnished, webhook_id, now=NOW + LEASE)) == 1, "its sender died"


def test_two_senders_never_claim_the_same(town: Engine) -> None:
    with writing(town) as conn:
        webhook_id = prepare(conn, events=3)
    with town.begin() as one, town.begin() as other:
        mine = sending.claim(one, webhook_id, now=NOW)
        assert len(mine) == 3
        assert sending.claim(other, webhook_id, now=NOW) == []
    with writing(town) as conn:
        assert sending.claim(conn, webhook_id, now=NOW) == []


def test_what_arrived_is_not_sent_again(furnished: Connection) -> None:
    webhook_id = prepare(furnished)
    [parcel] = sending.claim(furnished, webhook_id, now=NOW)
    assert note(furnished, parcel, ARRIVED) is None
    assert sending.claim(furnished, webhook_id, now=NOW + timedelta(days=30)) == []
    [row] = rows(furnished)
    assert (row.status, row.response_code, row.delivered_at, row.attempted_at) == ("delivered", 204, NOW, [NOW])
    assert note(furnished, parcel, REFUSED) is None
    assert rows(furnished)[0].status == "delivered", "who hears late of a failure changes nothing"


def test_what_failed_waits_longer_each_time_and_is_given_up_at_last(furnished: Connection) -> None:
    webhook_id = prepare(furnished)
    at = timedelta()
    for attempt in range(1, patience.ATTEMPTS + 1):
        [parcel] = sending.claim(furnished, webhook_id, now=NOW + at)
        sending.note(furnished, parcel, REFUSED, now=NOW + at, chance=0.0, failing_days=60)
        at += patience.wait(attempt, chance=0.0) or timedelta()
    [row] = rows(furnished)
    assert (row.status, row.next_at, row.attempts, row.error) == ("given_up", None, patience.ATTEMPTS, "answered 500")


def test_while_nothing_arrives_one_alone_is_tried(furnished: Connection) -> None:
    webhook_id = prepare(furnished, events=5)
    parcels = sending.claim(furnished, webhook_id, now=NOW)
    assert len(parcels) == 5
    for parcel in parcels:
        note(furnished, parcel, REFUSED)
    later = NOW + timedelta(minutes=1)
    [parcel] = sending.claim(furnished, webhook_id, now=later)
    note(furnished, parcel, ARRIVED, after=timedelta(minutes=1))
    assert len(sending.claim(furnished, webhook_id, now=later)) == 4


@pytest.mark.parametrize(
    ("outcome", "after", "stopped"),
    [
        (REFUSED, timedelta(days=4, hours=23), False),
        (REFUSED, timedelta(days=5), True),
        (Outcome(None, "no answer"), timedelta(days=5), True),
        (Outcome(410, "answered 410"), timedelta(), True),
    ],
)
def test_a_webhook_that_fails_for_days_is_stopped_and_says_why(
    furnished: Connection, outcome: Outcome, after: timedelta, stopped: bool
) -> None:
    webhook_id = prepare(furnished, events=2)
    first, second = sending.claim(furnished, webhook_id, now=NOW)
    if after:
        note(furnished, first, REFUSED)
    assert (note(furnished, second, outcome, after=after) is not None) == stopped
    made = webhooks.one(furnished, OWNER, webhook_id)
    assert (made.disabled_at is not None) == stopped == bool(made.disabled_reason)
    if stopped:
        assert sending.claim(furnished, webhook_id, now=NOW + timedelta(days=9)) == []
        assert {row.status for row in rows(furnished)} == {"waiting"}, "what it misses waits for it"


def test_a_robot_says_in_one_message_what_waits_hazards_first(furnished: Connection) -> None:
    wanted = Wanted("group", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k")
    made = hook(furnished, wanted, kind=Kind.WECOM)
    for asset in (SEWER, OTHER_SEWER, FAR):
        urge(furnished, hazard(furnished, asset))
    numbering.number(furnished)
    planning.plan(furnished, OWNER, made.id, now=NOW)
    reports, urges = sending.claim(furnished, made.id, now=NOW)
    assert (len(reports.numbers), len(urges.numbers)) == (3, 3)
    message = json.loads(reports.body)
    assert message["msgtype"] == "markdown"
    assert "**上报** 3 件" in message["markdown"]["content"]
    for parcel in (reports, urges):
        note(furnished, parcel, ARRIVED)
    assert {row.status for row in rows(furnished)} == {"delivered"}


def test_a_robot_sends_twenty_a_minute_at_most(furnished: Connection) -> None:
    made = hook(furnished, kind=Kind.WECOM)
    ticket_id = hazard(furnished)
    sent: list[int] = []
    for second in range(61):
        urge(furnished, ticket_id)
        numbering.number(furnished)
        now = NOW + timedelta(seconds=second)
        planning.plan(furnished, OWNER, made.id, now=now)
        for parcel in sending.claim(furnished, made.id, now=now):
            sent.append(second)
            sending.note(furnished, parcel, ARRIVED, now=now, chance=0.0, failing_days=5)
    assert len(sent) == digests.A_MINUTE
    waited = sending.claim(furnished, made.id, now=NOW + timedelta(seconds=61))
    assert len(waited) == 2, "as many as the first second made room for"
    assert sum(len(one.numbers) for one in waited) > 40, "what waited comes together"


def test_requests_go_to_programs_under_their_own_name_and_to_groups_in_words(conn: Connection) -> None:
    requests.furnish(conn)
    owner = person(Role.ADMIN, areas=(quarter.EAST,))
    wanted = Wanted("mirror", "https://example.org/hook", actions=("request.answer", "request.gone"))
    program = hook(conn, wanted, owner=owner)
    group = hook(conn, owner=owner, kind=Kind.WECOM)
    request_id = requests.answered(conn)
    conn.execute(text("update inspections.request set area_code = :area"), {"area": quarter.OTHER})
    requests.do(conn, request_id, Action.CALL_BACK, opinion=Opinion.SATISFIED, contacted=True, solved=True)
    numbering.number(conn)
    for one in (program, group):
        planning.plan(conn, owner, one.id, now=NOW)
    (sent,) = [json.loads(parcel.body) for parcel in sending.claim(conn, program.id, now=NOW)]
    number = conn.execute(text("select number from inspections.request")).scalar_one()
    data = {"request_id": str(request_id), "number": number, "action": "request.gone", "at": sent["timestamp"]}
    assert (sent["type"], sent["data"]) == ("request.gone", data)
    (done,) = deliveries.page(conn, owner, program.id, status=None, limit=9, after=None).deliveries
    assert (done.action, done.ticket_id, done.request_id) == ("request.gone", None, request_id)
    assert sending.claim(conn, group.id, now=NOW) == [], "a group is not told what it does not see any more"

    requests.answered(conn)
    numbering.number(conn)
    for one in (program, group):
        planning.plan(conn, owner, one.id, now=NOW)
    (answer,) = [json.loads(parcel.body) for parcel in sending.claim(conn, program.id, now=NOW)]
    assert (answer["type"], answer["data"]["state"]) == ("request.answer", "answered")
    said = [json.loads(parcel.body)["markdown"]["content"] for parcel in sending.claim(conn, group.id, now=NOW)]
    assert [one.splitlines()[0] for one in said] == [
        f"**诉求{word}** 1 件" for word in ("登记", "受理", "派办", "答复")
    ]
    assert said[0].splitlines()[1].endswith("路灯不亮")
