"""A one-time link to a ticket as a value, what may be done by it, and when it is dead. Pure.

Each act once; the link dies with the repair, with 不归我 (not ours), when the ticket goes to somebody else or ends,
when it is revoked, and when its time is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID, uuid5

from inspections.tickets.terms import ENDED, Action, State, Words
from inspections.tickets.ticket import Ticket

LIFE = timedelta(days=7)
"""How long a link lives where nothing else is said (assumption); the database allows 31 days."""


class Act(StrEnum):
    """What may be done by a link, in the order of its buttons."""

    ACCEPT = "accept"
    MAKE_SAFE = "make_safe"
    REPAIR = "repair"
    NOT_OURS = "not_ours"


ACTIONS: Mapping[Act, Action] = MappingProxyType(
    {
        Act.ACCEPT: Action.ACCEPT,
        Act.MAKE_SAFE: Action.MAKE_SAFE,
        Act.REPAIR: Action.REPAIR,
        Act.NOT_OURS: Action.RETURN,
    }
)
"""The step of the workflow that each act is."""
LABELS: Mapping[Act, Words] = MappingProxyType(
    {
        Act.ACCEPT: Words("受理", "Accept"),
        Act.MAKE_SAFE: Words("已先行防护", "Made safe"),
        Act.REPAIR: Words("处置完毕", "Repaired"),
        Act.NOT_OURS: Words("不归我单位", "Not ours"),
    }
)


class Channel(StrEnum):
    """How a link is handed over."""

    PAPER = "paper"
    SMS = "sms"
    WECHAT = "wechat"
    MAIL = "mail"
    HAND = "hand"


CHANNELS: Mapping[Channel, Words] = MappingProxyType(
    {
        Channel.PAPER: Words("纸质派遣单", "paper"),
        Channel.SMS: Words("短信", "text message"),
        Channel.WECHAT: Words("微信", "WeChat"),
        Channel.MAIL: Words("邮件", "e-mail"),
        Channel.HAND: Words("当面", "by hand"),
    }
)


class End(StrEnum):
    """Why a link is dead; `expired` is never stored: the time tells it."""

    REPAIRED = "repaired"
    NOT_OURS = "not_ours"
    REASSIGNED = "reassigned"
    CLOSED = "closed"
    REVOKED = "revoked"
    EXPIRED = "expired"


ENDS: Mapping[End, Words] = MappingProxyType(
    {
        End.REPAIRED: Words("处置结果已收到，本链接已失效", "The repair is known; this link has done its work"),
        End.NOT_OURS: Words("退回已收到，本链接已失效", "It was handed back; this link has done its work"),
        End.REASSIGNED: Words("已改派其他单位，本链接已失效", "The ticket went to somebody else; this link is void"),
        End.CLOSED: Words("工单已办结，本链接已失效", "The ticket has ended; this link is void"),
        End.REVOKED: Words("本链接已撤销", "This link was revoked"),
        End.EXPIRED: Words("本链接已过期，请联系受理台", "This link has expired; ask the desk for another"),
    }
)


@dataclass(frozen=True, slots=True)
class Link:
    """One row of `inspections.owner_link` without its secret; `done` says when each act was done by it."""

    id: UUID
    ticket_id: UUID
    org_code: str
    addressee: str
    channel: Channel
    made_at: datetime
    made_by: UUID | None
    expires_at: datetime
    ended_at: datetime | None
    ended_why: End | None
    done: Mapping[Act, datetime]

    def dead(self, now: datetime) -> End | None:
        """Why nothing can be done by it any more; None while it lives."""
        if self.ended_why is not None:
            return self.ended_why
        return End.EXPIRED if now >= self.expires_at else None

    def event_id(self, act: Act) -> UUID:
        """The id of the step an act is: the same however often it is sent."""
        return uuid5(self.id, act)


def end_of(action: Action, before: Ticket, after: Ticket) -> End | None:
    """Whether a step ends the links of the ticket it was taken on, and why."""
    if after.state in ENDED:
        return End.CLOSED
    if after.assignee_code != before.assignee_code or action is Action.REOPEN:
        return End.REASSIGNED
    if action is Action.REPAIR:
        return End.REPAIRED
    return End.NOT_OURS if after.state is State.RETURNED else None
