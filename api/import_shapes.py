"""What the service says of files to import, jobs and rows that wait; and how an import is asked for."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.shapes import Shape, Text
from registry.importing import mapping
from registry.importing.faults import REASONS
from registry.importing.jobs import Act, Job, Wish
from registry.importing.kinds import SORTS
from registry.importing.mapping import Rules
from registry.importing.reviews import Decision, Placed


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


class ImportJobBody(Shape):
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


class ImportJobAnswer(BaseModel):
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
        told["report"] = None if job.report is None else _with_words(job.report)
        return cls.model_validate({**told, "mapping": json.loads(mapping.render(job.wish.rules))})


def _with_words(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report whose reasons have words: word → n, zh, en."""
    named = {}
    for word, n in report.get("reasons", {}).items():
        zh, en = REASONS.get(word, (word, word))
        named[word] = {"n": n, "zh": zh, "en": en}
    return {**report, "reasons": named}


class ImportJobList(BaseModel):
    """Jobs, the newest first."""

    jobs: list[ImportJobAnswer]


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


class RefusedRows(BaseModel):
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


class ReviewDecisionBody(Shape):
    """What a row is: `new`, the `same` as the asset `code`, or to be left out (`leave`)."""

    decision: Decision
    code: Annotated[str, Field(pattern="^[0-9]{17}$")] | None = None
