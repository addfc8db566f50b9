"""Webhooks are kept by stewards and admins, each sees as its maker, and none shows its secret."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.outbox import webhooks
from inspections.outbox.webhooks import Kind, Wanted
from registry.actor import SYSTEM, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.outbox.scene import OWNER, SECRET, hook, urge
from tests.inspections.tickets.scene import NOW, hazard, person

STEWARD = person(Role.STEWARD)
WANTED = Wanted("mirror", "https://example.org/hook")
ROBOT = Wanted("group", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6")


def test_the_same_id_again_is_the_same_webhook(furnished: Connection) -> None:
    id_ = uuid4()
    made = {"id_": id_, "kind": Kind.WEBHOOK, "now": NOW}
    first, new = webhooks.create(furnished, OWNER, WANTED, secret=SECRET, **made)  # type: ignore[arg-type]  # by name
    again, new_again = webhooks.create(furnished, OWNER, WANTED, secret="whsec_other", **made)  # type: ignore[arg-type]  # by name
    assert (first, new, new_again) == (again, True, False)
    with pytest.raises(Conflict, match="another webhook"):
        webhooks.create(furnished, OWNER, replace(WANTED, name="x"), secret=SECRET, **made)  # type: ignore[arg-type]  # by name


def test_nothing_of_it_prints_what_is_secret(furnished: Connection) -> None:
    robot = hook(furnished, ROBOT, kind=Kind.WECOM)
    for told in (repr(hook(furnished)), repr(robot), robot.address):
        assert SECRET not in told
        assert "693a91f6" not in told
    assert robot.secret is None


def test_a_steward_keeps_the_own_ones_and_an_admin_all(furnished: Connection) -> None:
    own, other = hook(furnished, owner=STEWARD), hook(furnished, owner=OWNER)
    assert [one.id for one in webhooks.all_of(furnished, STEWARD)] == [own.id]
    assert {one.id for one in webhooks.all_of(furnished, OWNER)} == {own.id, other.id}
    with pytest.raises(NotFound):
        webhooks.one(furnished, STEWARD, other.id)
    with pytest.raises(NotFound):
        webhooks.change(furnished, STEWARD, other.id, WANTED, enabled=True, if_version=1, now=NOW)
    for role in (Role.DISPATCHER, Role.LEADER, Role.CREW, Role.INSPECTOR, Role.PLANNER):
        with pytest.raises(Forbidden):
            webhooks.all_of(furnished, person(role))
        with pytest.raises(Forbidden):
            hook(furnished, owner=person(role))


def test_it_needs_an_account_to_see_as(furnished: Connection) -> None:
    with pytest.raises(Invalid, match="account"):
        hook(furnished, owner=SYSTEM)


def test_a_change_starts_from_the_version_it_saw(furnished: Connection) -> None:
    made = hook(furnished)
    wanted = replace(WANTED, actions=("file", "gone"), areas=("370203",), hazards_only=True)
    changed = webhooks.change(furnished, OWNER, made.id, wanted, enabled=True, if_version=1, now=NOW)
    assert (changed.version, changed.actions, changed.hazards_only) == (2, ("file", "gone"), True)
    with pytest.raises(Stale):
        webhooks.change(furnished, OWNER, made.id, wanted, enabled=True, if_version=1, now=NOW)
    with pytest.raises(Stale):
        webhooks.remove(furnished, OWNER, made.id, if_version=1)
    webhooks.remove(furnished, OWNER, made.id, if_version=2)
    with pytest.raises(NotFound):
        webhooks.one(furnished, OWNER, made.id)


def test_it_is_stopped_and_goes_on(furnished: Connection) -> None:
    made = hook(furnished)
    stopped = webhooks.change(furnished, OWNER, made.id, WANTED, enabled=False, if_version=1, now=NOW)
    assert (stopped.disabled_at, stopped.disabled_reason) == (NOW, "by a person")
    on = webhooks.change(furnished, OWNER, made.id, WANTED, enabled=True, if_version=2, now=NOW)
    assert (on.disabled_at, on.disabled_reason) == (None, "")


def test_it_hears_of_what_happens_after_it_was_made(furnished: Connection) -> None:
    urge(furnished, hazard(furnished))
    assert hook(furnished).position == 0, "what has no number yet is still to come"


def test_an_account_has_so_many_at_most(furnished: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "MOST", 1)
    hook(furnished)
    with pytest.raises(Conflict, match="at most 1"):
        hook(furnished)
