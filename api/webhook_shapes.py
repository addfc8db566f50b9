"""What is said of webhooks: what goes where, what was sent. A secret is in the answer that made it and nowhere else."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.shapes import Line, Shape
from inspections.outbox.deliveries import Delivery, Page, Status
from inspections.outbox.webhooks import Kind, Wanted, Webhook

Url = Annotated[str, Field(min_length=10, max_length=2000, description="https://…; of a robot with its key")]
Word = Annotated[str, Field(pattern="^(request[.])?[a-z_]{2,40}$")]
Code = Annotated[str, Field(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]


class WebhookBody(Shape):
    """What goes where: actions (`dispatch`, `gone`, `request.answer`, …) and areas, none for all; of hazards alone, or
    of every ticket and request.
    """

    name: Line
    url: Url
    actions: Annotated[tuple[Word, ...], Field(max_length=60)] = ()
    areas: Annotated[tuple[Code, ...], Field(max_length=200)] = ()
    hazards_only: bool = False

    def wanted(self) -> Wanted:
        """As the use cases take it."""
        return Wanted(self.name, self.url, self.actions, self.areas, self.hazards_only)


class NewWebhook(WebhookBody):
    """A new webhook, or a robot of a WeCom group. `id` is made by the client: sent again, it is known."""

    id: UUID
    kind: Kind = Kind.WEBHOOK


class ChangedWebhook(WebhookBody):
    """A webhook as it shall be. Of a robot an empty `url` leaves the address as it is."""

    url: Annotated[str, Field(max_length=2000)] = ""
    enabled: bool = True


class WebhookAnswer(BaseModel):
    """A webhook. Of a robot `url` shows the host alone. `position`: all events up to this number were looked at."""

    id: UUID
    version: int
    kind: Kind
    name: str
    url: str
    account_id: UUID
    actions: list[str]
    areas: list[str]
    hazards_only: bool
    position: int
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_reason: str
    created_at: datetime

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        """A webhook without its secrets."""
        return cls.model_validate(_plain(webhook))


class WebhookMade(WebhookAnswer):
    """A new webhook with its secret, which is shown this once; null for a robot, and where it was made before."""

    secret: str | None

    @classmethod
    def made(cls, webhook: Webhook, *, secret: str | None) -> Self:
        """A webhook with what it signs with."""
        return cls.model_validate(_plain(webhook) | {"secret": secret})


def _plain(webhook: Webhook) -> dict[str, object]:
    plain = {name: getattr(webhook, name) for name in WebhookAnswer.model_fields}
    return plain | {"url": webhook.address, "actions": list(webhook.actions), "areas": list(webhook.areas)}


class WebhookList(BaseModel):
    """Webhooks, oldest first."""

    items: list[WebhookAnswer]


class DeliveryAnswer(BaseModel):
    """One event for one webhook; `message_id` is its `webhook-id` each time it is sent."""

    number: int
    message_id: UUID
    action: str
    ticket_id: UUID | None
    request_id: UUID | None
    status: Status
    next_at: datetime | None
    attempted_at: list[datetime]
    response_code: int | None
    error: str
    delivered_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """One delivery."""
        return cls.model_validate(delivery, from_attributes=True)


class DeliveryPage(BaseModel):
    """Deliveries, newest number first; `next` continues the list."""

    items: list[DeliveryAnswer]
    next: int | None

    @classmethod
    def of(cls, page: Page) -> Self:
        """One page."""
        return cls(items=[DeliveryAnswer.of(one) for one in page.deliveries], next=page.next)


Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class ReplayBody(Shape):
    """The events to be sent again, from one number to another; of one event both are the same."""

    first: Number
    last: Number


class ReplayAnswer(BaseModel):
    """How many deliveries will be sent again."""

    deliveries: int
