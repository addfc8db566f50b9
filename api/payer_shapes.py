"""What the service says about recoveries: who is asked, who stands in, what it cost, what is owed and until when."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from inspections.payers.costs import Kind, Line
from inspections.payers.letters import letters_of
from inspections.payers.listing import Event, File, Listed, Page
from inspections.payers.terms import FIELDS, STATES, Act, State
from inspections.payers.workflow import Step, step_of


class RecoveryAnswer(BaseModel):
    """A recovery. Money in whole fen; `version` is its ETag, `due_at` the clock of its state."""

    id: UUID
    ticket_id: UUID
    ticket_number: str
    round: int = Field(description="which recovery of its ticket it is")
    state: State
    state_zh: str
    state_en: str
    version: int
    owner_code: str | None
    owner_zh: str | None
    owner_en: str | None
    stand_in_code: str | None = Field(description="who makes good in the owner's place, or is proposed to")
    stand_in_zh: str | None
    stand_in_en: str | None
    asset_code: str | None
    defect_zh: str
    defect_en: str
    place_zh: str
    place_en: str
    cost_fen: int | None
    owed_fen: int | None = Field(description="the cost, or what a leader decided instead")
    reminders: int
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """One recovery."""
        return cls(**_told(listed))


class RecoveriesAnswer(BaseModel):
    """A page of recoveries, newest first."""

    recoveries: list[RecoveryAnswer]
    next: UUID | None

    @classmethod
    def of(cls, page: Page) -> Self:
        """A page."""
        return cls(recoveries=[RecoveryAnswer.of(one) for one in page.recoveries], next=page.next)


class RecoveryStep(BaseModel):
    """An act that may follow now: its word, its label, and the fields it needs and may bring."""

    act: Act
    zh: str
    en: str
    needs: list[str]
    may: list[str]

    @classmethod
    def of(cls, step: Step) -> Self:
        """One step."""
        needs, may = ([FIELDS[need][0] for need in some] for some in (step.needs, step.may))
        return cls(act=step.act, zh=step.label.zh, en=step.label.en, needs=needs, may=may)


class RecoveryEvent(BaseModel):
    """An act that was done, the clock it started, and the title of the letter that is printed of it."""

    id: UUID
    version: int
    act: Act
    zh: str
    en: str
    from_state: State | None
    to_state: State
    at: datetime
    due_at: datetime | None
    account_id: UUID | None
    org_code: str | None
    spoken_by: str = Field(description="who said it for the owner, where no account of the owner's did")
    reason: str
    brought: Mapping[str, Any]
    letter_zh: str | None
    letter_en: str | None

    @classmethod
    def of(cls, event: Event) -> Self:
        """One event."""
        step = step_of(event.act)
        told = {name: getattr(event, name) for name in _EVENT}
        letter = step.letter
        return cls(
            **told,
            zh=step.label.zh,
            en=step.label.en,
            letter_zh=letter.zh if letter else None,
            letter_en=letter.en if letter else None,
        )


class CostLine(BaseModel):
    """A line of the cost sheet that holds."""

    kind: Kind
    name: str
    unit: str
    quantity: Decimal
    unit_price_fen: int
    amount_fen: int
    material_id: UUID | None

    @classmethod
    def of(cls, line: Line) -> Self:
        """One line."""
        return cls.model_validate(line, from_attributes=True)


class RecoveryFile(RecoveryAnswer):
    """A recovery with its acts, the lines of its cost sheet, and what one may do now."""

    events: list[RecoveryEvent]
    lines: list[CostLine]
    steps: list[RecoveryStep]
    letters: list[UUID] = Field(description="the acts of which a letter is printed")

    @classmethod
    def of_file(cls, file: File) -> Self:
        """One recovery with everything."""
        return cls(
            **_told(file.listed),
            events=[RecoveryEvent.of(one) for one in file.events],
            lines=[CostLine.of(one) for one in file.lines],
            steps=[RecoveryStep.of(one) for one in file.steps],
            letters=[one.id for one in letters_of(file.events)],
        )


_EVENT = (
    "id",
    "version",
    "act",
    "from_state",
    "to_state",
    "at",
    "due_at",
    "account_id",
    "org_code",
    "spoken_by",
    "reason",
    "brought",
)
_PLAIN = (
    "id",
    "ticket_id",
    "round",
    "state",
    "version",
    "owner_code",
    "stand_in_code",
    "cost_fen",
    "owed_fen",
    "reminders",
    "opened_at",
    "due_at",
    "closed_at",
)


def _told(listed: Listed) -> dict[str, Any]:
    one, state = listed.recovery, STATES[listed.recovery.state]
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "ticket_number": listed.number,
        "state_zh": state.zh,
        "state_en": state.en,
        "owner_zh": listed.owner.zh if listed.owner else None,
        "owner_en": listed.owner.en if listed.owner else None,
        "stand_in_zh": listed.stand_in.zh if listed.stand_in else None,
        "stand_in_en": listed.stand_in.en if listed.stand_in else None,
        "asset_code": listed.asset_code,
        "defect_zh": listed.defect.zh,
        "defect_en": listed.defect.en,
        "place_zh": listed.place.zh,
        "place_en": listed.place.en,
    }
