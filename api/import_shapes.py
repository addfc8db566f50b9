"""What the service says of files to import, jobs and rows that wait; and how an import is asked for."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.shapes import Shape, Text
from registry.importing import guard, mapping
from registry.importing.guard import State, Verdict
from registry.importing.inspecting import Inspection
from registry.importing.jobs import Act, Job, Wish
from registry.importing.kinds import SORTS
from registry.importing.mapping import Rules
from registry.importing.proposing import Choice
from registry.importing.reviews import Decision, Placed

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
                    name=sort.name,
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
                for sort in SORTS.values()
            ]
        )


class FileAnswer(BaseModel):
    """A file that came."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    size_bytes: int
    sha256: str
    uploaded_by: str
    uploaded_at: datetime


class FileList(BaseModel):
    """The files that are here, the newest first."""

    files: list[FileAnswer]


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


class GuardAnswer(BaseModel):
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
    guard: GuardAnswer | None

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
            guard=None if verdict is None else GuardAnswer.of(verdict),
        )


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


class JobBody(Shape):
    """A job: `try` judges and counts, `run` imports, `undo` takes the import `run_id` back. `id` is the client's."""

    id: UUID
    act: Act
    file_id: UUID | None = None
    run_id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    mapping: Annotated[dict[str, Any], Field(default_factory=dict, description="as a mapping file has it")]
    swap_axes: bool = False
    trust_datum: bool = False
    ignore_file_crs: bool = False
    reason: Annotated[Text, Field(max_length=2000)] = ""

    def wish(self) -> Wish:
        """As the use case takes it. Raises Invalid for a mapping that is none."""
        rules = mapping.parse(json.dumps(self.mapping, ensure_ascii=False), name="the mapping")
        if rules.kind in SORTS:
            rules = mapping.merge(Rules(), rules)
        return Wish(rules, self.swap_axes, self.trust_datum, self.ignore_file_crs, self.reason)


class ProblemAnswer(BaseModel):
    """Why nothing was done; of a datum guard's refusal the `fields` say cause, option and offset."""

    code: str
    detail: str
    fields: dict[str, Any] = {}


class JobAnswer(BaseModel):
    """A job as it stands."""

    id: UUID
    act: Act
    file_id: UUID | None
    file_name: str | None
    run_id: int | None
    mapping: dict[str, Any]
    asked_by: str
    asked_at: datetime
    state: Literal["waiting", "running", "done", "failed"]
    finished_at: datetime | None
    part: str
    done: int
    of_parts: int
    report: dict[str, Any] | None
    problem: ProblemAnswer | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """A job."""
        plain = set(cls.model_fields) - {"mapping"}
        told = {name: getattr(job, name) for name in plain}
        return cls.model_validate({**told, "mapping": json.loads(mapping.render(job.wish.rules))})


class JobList(BaseModel):
    """Jobs, the newest first."""

    jobs: list[JobAnswer]


class RunAnswer(BaseModel):
    """An import that was done; `waiting` rows wait for a person."""

    id: int
    kind: str
    source: str
    file_name: str
    layer: str | None
    datum: str
    imported_by: str
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, Any]
    undone_at: datetime | None
    waiting: int


class RunList(BaseModel):
    """Imports, the newest first."""

    runs: list[RunAnswer]

    @classmethod
    def of(cls, found: Sequence[Mapping[str, object]]) -> Self:
        """The rows of registry.importing.runs.listed."""
        return cls(runs=[RunAnswer.model_validate(row) for row in found])


class RefusedPage(BaseModel):
    """Rows that were refused, as GeoJSON; `next` is the number to go on after, null at the end."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[dict[str, Any]]
    next: int | None


class ReviewFeature(BaseModel):
    """A row that waits for a person, as GeoJSON where it says it is; its candidates with their places."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: dict[str, Any] | None
    properties: dict[str, Any]

    @classmethod
    def of(cls, placed: Placed) -> Self:
        """A row."""
        one = placed.review
        lon, lat = one.record.get("lon"), one.record.get("lat")
        names = ("run_id", "row_no", "source", "source_id", "record", "decision", "code", "decided_by", "decided_at")
        point = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
        told = {name: getattr(one, name) for name in names}
        return cls(id=one.id, geometry=point, properties={**told, "candidates": list(placed.candidates)})


class ReviewCollection(BaseModel):
    """Rows that wait, the eldest first; `next` is the one to go on after, null at the end."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[ReviewFeature]
    next: int | None


class DecisionBody(Shape):
    """What a row is: `new`, the `same` as the asset `code`, or to be left out (`leave`)."""

    decision: Decision
    code: Annotated[str, Field(pattern="^[0-9]{17}$")] | None = None
