"""A hand-over over HTTP: made, signed by two, printed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from registry.actor import Role
from tests.api.routes.test_duty import ROOT, desk_of
from tests.api.support import Service, make_account


def test_two_sign_and_it_is_printed(guarded_service: Service) -> None:
    out, into = (make_account(guarded_service.engine, Role.DISPATCHER) for _ in range(2))
    outgoing, incoming = (guarded_service.anonymous(token=one.token) for one in (out, into))
    station = desk_of(outgoing, "370203006")
    now = datetime.now(UTC)
    at = [(now + timedelta(hours=n)).isoformat() for n in (-8, 0, 8)]
    for who, begins_at, ends_at in ((out, at[0], at[1]), (into, at[1], at[2])):
        shift = {"id": str(uuid4()), "account_id": str(who.id), "begins_at": begins_at, "ends_at": ends_at}
        assert outgoing.post(f"{ROOT}/stations/{station}/shifts", json=shift).status_code == 201
    body = {"id": str(uuid4()), "begins_at": at[0], "ends_at": at[1], "until": at[2]}
    made = [outgoing.post(f"{ROOT}/stations/{station}/handovers", json=body) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201], made[0].text
    path = f"{ROOT}/handovers/{body['id']}"
    tag = outgoing.get(path).headers["ETag"]
    assert incoming.post(f"{path}/sign/outgoing", headers={"If-Match": tag}).status_code == 403
    assert outgoing.post(f"{path}/sign/outgoing", headers={"If-Match": tag}).status_code == 200
    assert incoming.post(f"{path}/sign/incoming", headers={"If-Match": tag}).status_code == 412
    listed = f"{ROOT}/stations/{station}/handovers"
    assert len(outgoing.get(listed, params={"unsigned": True}).json()["handovers"]) == 1
    signed = incoming.post(f"{path}/sign/incoming", headers={"If-Match": '"2"'}).json()
    assert (signed["sha256"], signed["incoming_by"]) == (made[0].json()["sha256"], str(into.id))
    assert outgoing.get(listed, params={"unsigned": True}).json()["handovers"] == []
    page = outgoing.get(f"{path}/page").text
    assert "值班交接单" in page
    assert signed["sha256"] in page
    assert guarded_service.client(Role.CREW, areas=()).get(path).status_code in {403, 404}
