"""What the service says of a file that is looked into before it is imported, and of what is imported at all."""

import json
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.shapes import Shape, Text
from registry.importing import guard, mapping
from registry.importing.guard import State, Verdict
from registry.importing.inspecting import Inspection
from registry.importing.kinds import SORTS
from registry.importing.proposing import Choice
from registry.importing.several import LEAST, PLACES

Word = Annotated[Text, Field(min_length=1, max_length=200)]
Datum = Annotated[Text, Field(min_length=1, max_length=5000, description="as `jingge import --datum` takes it")]


class FieldAnswer(BaseModel):
    """A field of a kind: what a column may be mapped to."""

    name: str
    form: str
    required: bool
    choices: list[str]


class KindAnswer(BaseModel):
    """A kind of thing that is imported. What is `planned` comes by a plan alone."""

    name: str
    shapes: list[str]
    planned: bool
    fields: list[FieldAnswer]


class KindList(BaseModel):
    """All kinds that go through the door."""

    kinds: list[KindAnswer]

    @classmethod
    def told(cls) -> Self:
        """The kinds with their fields."""
        return cls(
            kinds=[
                KindAnswer(
                    name=name,
                    shapes=list(sort.shapes),
                    planned=sort.planned,
                    fields=[
                        FieldAnswer(
                            name=one.name,
                            form=one.form.value,
                            required=one.required and one.default is None,
                            choices=list(one.choices),
                        )
                        for one in sort.fields
                    ],
                )
                for name, sort in {**SORTS, PLACES: SORTS[LEAST]}.items()
            ]
        )


class InspectionBody(Shape):
    """What is known of a file before it is looked into; all of it may be left out."""

    kind: Word | None = None
    layer: Word | None = None
    datum: Datum | None = None
    encoding: Word | None = None
    ignore_file_crs: bool = False


class ChoiceAnswer(BaseModel):
    """A column proposed for a field: how sure (0 to 1), why, the rule of the mapping, values not understood."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    column: str
    confidence: float
    reason: str
    rule: str | dict[str, Any]
    unread: list[str]


class PositionGuardAnswer(BaseModel):
    """What the datum guard makes of a file; `cause` and what follows are null unless it is suspicious."""

    state: State
    points: int
    cause: str | None
    also: str | None
    option: str | None
    offset_m: float | None
    direction: str | None
    sure: str | None
    words: str

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        """A verdict."""
        said = f"{guard.words(verdict)}. {guard.mend(verdict)}" if verdict.state is State.SUSPICIOUS else ""
        plain = ("state", "points", "cause", "also", "option", "offset_m", "direction", "sure")
        return cls(words=said, **{name: getattr(verdict, name) for name in plain})


class InspectionAnswer(BaseModel):
    """What was seen of a layer, and a mapping proposed for it."""

    file_name: str
    layer: str | None
    rows: int | None
    looked_at: int
    shapes: dict[str, int]
    crs: str | None
    datum: str
    columns: dict[str, list[str]]
    notes: list[str]
    kind: str
    kind_confidence: float
    kind_reason: str
    identity: ChoiceAnswer | None
    fields: list[ChoiceAnswer]
    missing: list[str]
    left: dict[str, str]
    mapping: dict[str, Any]
    guard: PositionGuardAnswer | None

    @classmethod
    def of(cls, seen: Inspection, verdict: Verdict | None) -> Self:
        """A look into a file."""
        told = seen.proposal
        return cls(
            file_name=seen.file_name,
            layer=seen.layer,
            rows=seen.rows,
            looked_at=seen.looked_at,
            shapes=dict(seen.shapes),
            crs=seen.crs,
            datum=seen.datum,
            columns={name: list(values) for name, values in seen.columns.items()},
            notes=[*seen.notes, *told.notes],
            kind=told.kind,
            kind_confidence=told.kind_confidence,
            kind_reason=told.kind_reason,
            identity=None if told.identity is None else _choice(told.identity),
            fields=[_choice(one) for one in told.fields],
            missing=list(told.missing),
            left=dict(told.left),
            mapping=json.loads(mapping.render(seen.rules)),
            guard=None if verdict is None else PositionGuardAnswer.of(verdict),
        )

    def renamed(self, kind: str) -> Self:
        """The same look, of a file whose rows are of several kinds."""
        return self.model_copy(update={"kind": kind, "mapping": {**self.mapping, "kind": kind}})


def _choice(one: Choice) -> ChoiceAnswer:
    rule = one.rule if isinstance(one.rule, str) else dict(one.rule)
    return ChoiceAnswer(
        field=one.field,
        column=one.column,
        confidence=one.confidence,
        reason=one.reason,
        rule=rule,
        unread=list(one.unread),
    )
