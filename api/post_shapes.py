"""What the service says of posts: who holds them, what is vacant, who holds two cells; and what an appointment says."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.shapes import Shape, Text
from registry.codes import Kind
from registry.posts.listing import Double, Page, Vacancies, Vacancy
from registry.posts.post import LONGEST, MOST_REASON, STATES, Appointment, Post, PostKind, State

Label = Annotated[Text, Field(max_length=LONGEST)]
Because = Annotated[Text, Field(max_length=MOST_REASON)]


class PostKindAnswer(BaseModel):
    """A kind of post: `needed` at each place, at most `seats`; done by whom (dedicated, part_time, voluntary)."""

    code: str
    name_zh: str
    name_en: str
    place_kind: Kind
    party: bool
    employment: str
    needed: int
    seats: int

    @classmethod
    def of(cls, kind: PostKind) -> Self:
        """A kind with its names."""
        plain = ("code", "place_kind", "party", "employment", "needed", "seats")
        return cls(name_zh=kind.name.zh, name_en=kind.name.en, **{name: getattr(kind, name) for name in plain})


class PostAnswer(BaseModel):
    """A post somebody holds, held or will hold. `holder` is empty once the person was erased.

    `heirs` are the micro-grids that took the place of one that is no more (`to_reappoint`).
    """

    id: UUID
    kind: str
    kind_zh: str
    kind_en: str
    party: bool
    place_kind: Kind
    place: str
    seat: int
    holder: str
    contact: str
    deputy: str
    since: datetime
    until: datetime | None
    state: State
    state_zh: str
    state_en: str
    reason: str
    made_by: str
    heirs: list[str]

    @classmethod
    def of(cls, post: Post) -> Self:
        """A post with its words."""
        plain = ("id", "place", "seat", "holder", "contact", "deputy", "since", "until", "state", "reason", "made_by")
        return cls(
            kind=post.kind.code,
            kind_zh=post.kind.name.zh,
            kind_en=post.kind.name.en,
            party=post.kind.party,
            place_kind=post.kind.place_kind,
            state_zh=STATES[post.state].zh,
            state_en=STATES[post.state].en,
            heirs=list(post.heirs),
            **{name: getattr(post, name) for name in plain},
        )


class PostPage(BaseModel):
    """A page of posts by place and kind; `next` continues it as `after`."""

    posts: list[PostAnswer]
    next: int | None

    @classmethod
    def of(cls, page: Page) -> Self:
        """One page."""
        return cls(posts=[PostAnswer.of(post) for post in page.posts], next=page.next)


class VacancyAnswer(BaseModel):
    """A place where `missing` more are needed."""

    kind: str
    kind_zh: str
    kind_en: str
    place_kind: Kind
    place: str
    missing: int

    @classmethod
    def of(cls, one: Vacancy) -> Self:
        """A vacancy with its words."""
        kind = one.kind
        return cls(
            kind=kind.code,
            kind_zh=kind.name.zh,
            kind_en=kind.name.en,
            place_kind=kind.place_kind,
            place=one.place,
            missing=one.missing,
        )


class VacancyPage(BaseModel):
    """How many are missing of each kind in the area, and a page of the places; `next` continues it as `after`."""

    total: dict[str, int]
    vacancies: list[VacancyAnswer]
    next: int | None

    @classmethod
    def of(cls, found: Vacancies) -> Self:
        """One page."""
        return cls(total=dict(found.total), vacancies=[VacancyAnswer.of(one) for one in found.rows], next=found.next)


class DoubleAnswer(BaseModel):
    """Somebody who holds the same post in several cells."""

    holder: str
    kind: str
    kind_zh: str
    kind_en: str
    places: list[str]

    @classmethod
    def of(cls, one: Double) -> Self:
        """One person."""
        kind = one.kind
        return cls(
            holder=one.holder,
            kind=kind.code,
            kind_zh=kind.name.zh,
            kind_en=kind.name.en,
            places=list(one.places),
        )


class AppointmentBody(Shape):
    """Who is given which post. `id` is made by the client: sent again, the appointment is known and changes nothing.

    `holder` and `deputy` are neutral labels of personnel, never a name that tells more than the work needs.
    """

    id: UUID
    kind: Annotated[Text, Field(min_length=1, max_length=40)]
    place: Annotated[Text, Field(min_length=1, max_length=40)]
    holder: Annotated[Label, Field(min_length=1)]
    contact: Label = ""
    deputy: Label = ""
    account_id: UUID | None = None
    since: Annotated[AwareDatetime | None, Field(description="with its offset; null: from now on")] = None
    until: AwareDatetime | None = None
    reason: Because = ""

    def appointment(self) -> Appointment:
        """As the register takes it."""
        return Appointment(**dict(self))


class EndBody(Shape):
    """When a post ends and why."""

    until: Annotated[AwareDatetime | None, Field(description="with its offset; null: now")] = None
    reason: Because = ""
