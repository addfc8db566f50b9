"""Tickets, people and deeds as plain values, and walks through the workflow with nothing stored."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from inspections.tickets.effects import take_step
from inspections.tickets.stepping import check_needs, check_step, open_steps
from inspections.tickets.terms import ENDED, UNTRUE, Action, Level, Need, State
from inspections.tickets.ticket import Child, Clock, Deed, Facts, Party, Plea, Ticket
from inspections.tickets.workflow import STEPS, Step, step_of
from registry.actor import SYSTEM, Actor, Role
from registry.errors import JinggeError, Stale

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CLOCK = Clock(NOW + timedelta(hours=6), "6 hours")
NOTHING = Facts()
PHOTO, OTHER_PHOTO = "a" * 64, "b" * 64


def ticket(state: State = State.REPORTED, **changes: object) -> Ticket:
    plain = Ticket(
        id=UUID(int=1), number="20261123-00001", state=state, version=1, asset_code=None, class_code=None,
        defect_code="broken", severity=2, hazard=True, campaign_id=None, place_zh="辽宁路", place_en="Liaoning Road",
        community_code="370203005001", grid_code=None, lon=120.37, lat=36.08, accuracy_m=4.0, assignee_code="PSGS",
        crew_code=None, route_rule_id=4, route_reason_zh="", route_reason_en="", limit_reason="", reported_at=NOW,
        filed_at=None, dispatched_at=NOW, due_at=CLOCK.due_at, repaired_at=None, repaired_by=None, repaired_house=None,
        verified_at=None, verified_by=None, closed_at=None, reworks=0,
    )  # fmt: skip
    if state in {State.REPORTED, State.CHECKING, State.FILED}:
        plain = replace(plain, dispatched_at=None, due_at=None)
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def party(
    *roles: Role, org: str | None = None, house: str | None = None, areas: tuple[str, ...] = ("370203",)
) -> Party:
    return Party(Actor(uuid4(), "tester", org, frozenset(roles), areas), house or org)


DESK = party(Role.DISPATCHER, org="CGJ")
CREW = party(Role.CREW, org="PSGS-01", house="PSGS", areas=())
SIBLING = party(Role.CREW, org="PSGS-02", house="PSGS", areas=())
HOUSE = party(Role.CREW, org="PSGS", areas=())
PARTNER = party(Role.CREW, org="SZGS-01", house="SZGS", areas=())
INSPECTOR = party(Role.INSPECTOR, org="YJJ")
LEADER = party(Role.LEADER, org="CGJ")
SOFTWARE = Party(SYSTEM, None)
EVERYBODY = (
    DESK, party(Role.DISPATCHER, org="CGJ"), CREW, SIBLING, HOUSE, PARTNER, INSPECTOR, LEADER, SOFTWARE,
    party(Role.DISPATCHER, Role.CREW, Role.INSPECTOR, org="PSGS-01", house="PSGS"),
    party(Role.DISPATCHER, org="CGJ", areas=("370203006",)), party(Role.INSPECTOR, org="PSGS"),
)  # fmt: skip


def full(step: Step, *, at: datetime = NOW, **changes: object) -> Deed:
    """A deed that brings whatever the step needs."""
    brought: dict[Need, dict[str, object]] = {
        Need.REASON: {"reason": "because"},
        Need.PHOTO: {"photos": (PHOTO,)},
        Need.PHOTO_PAIR: {"photos": (PHOTO, OTHER_PHOTO)},
        Need.PHOTO_OR_NOTE: {"note": "seen"},
        Need.ASSIGNEE: {},
        Need.OTHER_ASSIGNEE: {"assignee_code": "GSGS"},
        Need.CREW: {"crew_code": "PSGS-02"},
        Need.PARTNER: {"partner_code": "SZGS"},
        Need.CONDITION: {"condition": "J-restored"},
        Need.FINDING: {"finding": "confirmed"},
        Need.UNTIL: {"until": at + timedelta(days=3)},
        Need.DEFECT: {"defect_code": "missing"},
        Need.ANSWER: {"answer": "satisfied"},
        Need.CHILDREN: {"children": (Child(UUID(int=7), "surface"),)},
        Need.CHECKER: {"checker_id": UUID(int=9)},
    }
    given = {name: value for need in step.needs for name, value in brought[need].items()}
    return Deed(step.action, **{**given, **changes})  # type: ignore[arg-type]  # fields by name


def take(
    now: Ticket, deed: Deed, who: Party, facts: Facts = NOTHING, *, if_version: int | None = None, at: datetime = NOW
) -> Ticket:
    """One step, checked and taken. Raises as the service does."""
    step = step_of(deed.action)
    check_step(now, step, who, facts, if_version=now.version if if_version is None else if_version, now=at)
    check_needs(now, step, deed, now=at)
    return take_step(now, step, deed, who, now=at, clock=CLOCK)


def go(*steps: tuple[Action, Party], start: Ticket | None = None) -> Ticket:
    """The ticket after steps that bring all they need."""
    reached = start or ticket()
    for action, who in steps:
        reached = take(reached, full(step_of(action)), who)
    return reached


TO_REPAIRED = (
    (Action.FILE, DESK), (Action.DISPATCH, DESK), (Action.ACCEPT, CREW), (Action.REPAIR, CREW),
)  # fmt: skip


@dataclass
class Walk:
    """A ticket on a random way, with what the database would know beside it. `done` are the actions that were taken."""

    random: Random
    now: Ticket
    facts: Facts
    at: datetime = NOW
    done: set[Action] = field(default_factory=set)

    @classmethod
    def of(cls, seed: int) -> "Walk":
        """A random ticket in a random mood, the same for a seed."""
        random = Random(seed)
        begin = ticket(
            hazard=random.random() < 0.5,
            assignee_code=random.choice(["PSGS", "PSGS", "PSGS", None]),
            level=random.choice([Level.DISTRICT, Level.DISTRICT, Level.GRID]),
            community_code=random.choice(["370203005001", "370203005001", "370203006002", None]),
        )
        return cls(random, begin, Facts(hole=random.random() < 0.5, drawn=random.random() < 0.7))

    def move(self) -> tuple[Deed, Party]:
        """Somebody does something: mostly what is open to them, sometimes anything with anything missing."""
        able = [(who, step) for who in EVERYBODY for step in open_steps(self.now, who, self.facts, now=self.at)]
        loud = [one for one in able if not (one[1].quiet or one[1].leads_to(self.now.state) in UNTRUE)] or able
        if loud and self.random.random() < 0.75:
            who, step = self.random.choice(loud if self.random.random() < 0.8 else able)
            return full(step, at=self.at), who
        step = self.random.choice(STEPS)
        deed = full(step, at=self.at)
        if self.random.random() < 0.5:
            deed = replace(deed, reason="", photos=(), note="")
        return deed, self.random.choice(EVERYBODY)

    def step(self) -> None:
        """One move, raced by a second client that saw the same version; whatever is refused changes nothing."""
        self.at += timedelta(minutes=self.random.choice([1, 30, 600]))
        before, (deed, who), (rival, other) = self.now, self.move(), self.move()
        for mine, person in ((deed, who), (rival, other)):
            start = self.now
            try:
                after = take(start, mine, person, self.facts, if_version=before.version, at=self.at)
            except Stale:
                assert start.version != before.version
                continue
            except JinggeError:
                assert self.now == start
                continue
            self._judge(start, after, mine, person)
            self._know(mine, after, person)
            self.now = after
            self.done.add(mine.action)

    def _judge(self, start: Ticket, after: Ticket, deed: Deed, who: Party) -> None:
        """What holds of every step, whatever went before."""
        step = step_of(deed.action)
        assert start.state in step.before
        assert after.state is step.leads_to(start.state)
        assert after.version == start.version + (not step.quiet)
        assert who.actor.has(*step.roles)
        assert (after.closed_at is not None) == (after.state in ENDED)
        assert (after.due_at is not None) == (after.dispatched_at is not None)
        assert after.repaired_at is None or after.repaired_at >= after.reported_at
        ended_good = after.state in {State.REPAIRED, State.VERIFIED, State.CLOSED, State.ARCHIVED}
        assert (after.repaired_at is not None) == ended_good
        assert after.verified_by is None or after.verified_by != after.repaired_by
        if after.state is State.VERIFIED:
            assert after.verified_at is not None
        if after.state is State.CLOSED and deed.action is Action.CLOSE:
            assert after.verified_at is not None or not self.facts.drawn
        if deed.action is Action.REPAIR:
            assert after.made_safe_at is not None or not self.facts.hole
            assert not self.facts.parts
        if deed.action is Action.RETURN:
            assert not start.final
            assert after.bounces == start.bounces + 1
        if after.state is State.SUSPENDED and start.state is not State.SUSPENDED:
            assert self.facts.plea is not None
            three = {self.facts.plea.asked_by, self.facts.plea.first_by, who.actor.account_id}
            assert len(three) == 3
        if start.due_at is not None and after.due_at != start.due_at:
            assert deed.action is Action.REOPEN
        assert after.reworks >= start.reworks
        assert after.reopens == start.reopens + (deed.action is Action.REOPEN)

    def _know(self, deed: Deed, after: Ticket, who: Party) -> None:
        """What the tables beside the ticket would tell at the next step."""
        facts, account = self.facts, who.actor.account_id
        match deed.action:
            case Action.INVITE:
                facts = replace(facts, parts=facts.parts | {deed.partner_code or ""})
            case Action.CONTRIBUTE:
                facts = replace(facts, parts=facts.parts - {who.house or ""})
            case Action.ASK_SUSPENSION | Action.ASK_EXTENSION:
                kind = Action.SUSPEND if deed.action is Action.ASK_SUSPENSION else Action.EXTEND
                facts = replace(facts, plea=Plea(kind, deed.until or self.at, account, None))
            case Action.APPROVE:
                assert facts.plea is not None
                facts = replace(facts, plea=replace(facts.plea, first_by=account))
            case Action.SUSPEND | Action.EXTEND | Action.DENY:
                facts = replace(facts, plea=None)
            case Action.RECATEGORISE:
                facts = replace(facts, hole=deed.defect_code == "missing")
            case Action.TRANSFER:
                facts = replace(facts, plea=None)
            case _ if after.state not in {State.DISPATCHED, State.ACCEPTED}:
                facts = replace(facts, plea=None)
        self.facts = facts
