"""What the service says about orphan covers: GeoJSON features, candidates with evidence in words, decisions."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.ticket_shapes import Named, Point
from inspections.orphans.listing import STATES, Decision, File, Listed, Names, Orphan, Page, State
from registry.orphans import Candidate, Evidence, Kind
from registry.roadside import Words


def _named(code: str | None, words: Words | None) -> Named | None:
    return Named(code=code, zh=words.zh, en=words.en) if code and words else None


class EvidenceAnswer(BaseModel):
    """One thing that speaks for a candidate, or (points below 0) against it."""

    kind: Kind
    points: float = Field(description="log-odds; those of a candidate add up")
    count: int
    total: int | None
    nearest_m: float | None
    zh: str
    en: str

    @classmethod
    def of(cls, one: Evidence, orphan: Orphan, names: Names) -> Self:
        """Evidence with its words."""
        words = names.say(one, orphan)
        nearest = None if one.nearest_m is None else round(one.nearest_m, 1)
        points = round(one.points, 2)
        return cls(
            kind=one.kind, points=points, count=one.count, total=one.total, nearest_m=nearest, zh=words.zh, en=words.en
        )


class CandidateAnswer(BaseModel):
    """An organisation that may own the cover."""

    owner: Named | None
    score: float = Field(description="0 to 1")
    evidence: list[EvidenceAnswer] = Field(description="strongest first")

    @classmethod
    def of(cls, one: Candidate, orphan: Orphan, names: Names) -> Self:
        """A candidate with its evidence."""
        evidence = [EvidenceAnswer.of(each, orphan, names) for each in one.evidence]
        owner = _named(one.owner_code, names.organisations.get(one.owner_code))
        return cls(owner=owner, score=round(one.score, 3), evidence=evidence)


class OrphanProperties(BaseModel):
    """An orphan without its place on the map; `best` is null where it is undecided."""

    code: str
    name_zh: str
    name_en: str
    asset_class: Named | None
    status: str
    material: str | None
    shape: str | None
    size_mm: int | None
    community_code: str | None
    compound_code: str | None
    owner: Named | None = Field(description="who the register says, where that waits for a person")
    state: State
    state_zh: str
    state_en: str
    notice_until: datetime | None
    version: int = Field(description="of its changes and decisions: the ETag of its own page")
    best: CandidateAnswer | None
    somebody_else: float = Field(description="the chance that it is nobody's of the candidates")

    @classmethod
    def of(cls, one: Listed, names: Names) -> Self:
        """One orphan."""
        orphan, best = one.orphan, one.opinion.best
        return cls.model_validate(_facts(orphan, names) | {
            "best": CandidateAnswer.of(best, orphan, names) if best else None,
            "somebody_else": round(one.opinion.somebody_else, 3),
        })  # fmt: skip


def _facts(orphan: Orphan, names: Names) -> dict[str, object]:
    plain = ("code", "status", "material", "shape", "size_mm", "community_code", "compound_code", "notice_until")
    return {name: getattr(orphan, name) for name in plain} | {
        "name_zh": orphan.name.zh,
        "name_en": orphan.name.en,
        "asset_class": _named(orphan.class_code, orphan.asset_class),
        "owner": _named(orphan.owner_code, names.organisations.get(orphan.owner_code or "")),
        "state": orphan.state,
        "state_zh": STATES[orphan.state].zh,
        "state_en": STATES[orphan.state].en,
        "version": orphan.version,
    }


class OrphanFeature(BaseModel):
    """An orphan as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: OrphanProperties

    @classmethod
    def of(cls, one: Listed, names: Names) -> Self:
        """One orphan."""
        return cls(id=one.orphan.code, geometry=_point(one.orphan), properties=OrphanProperties.of(one, names))


class OrphanCollection(BaseModel):
    """A page of orphans by code; `next` continues the list."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[OrphanFeature]
    next: str | None

    @classmethod
    def of(cls, page: Page) -> Self:
        """One page."""
        return cls(features=[OrphanFeature.of(one, page.names) for one in page.orphans], next=page.next)


class DecisionAnswer(BaseModel):
    """What somebody said of whose a cover is; `shown` are the candidates with evidence as they were then."""

    id: UUID
    number: int
    kind: Literal["proposed", "decided", "notice", "refused"]
    owner_code: str | None
    previous_code: str | None
    at: datetime
    account_id: UUID
    org_code: str | None
    reason: str
    notice_until: datetime | None
    shown: object

    @classmethod
    def of(cls, one: Decision) -> Self:
        """One decision."""
        return cls.model_validate(one, from_attributes=True)


class FileProperties(OrphanProperties):
    """An orphan with everything that belongs to it."""

    place_zh: str
    place_en: str
    candidates: list[CandidateAnswer] = Field(description="best first")
    decisions: list[DecisionAnswer] = Field(description="oldest first")


class OrphanFile(BaseModel):
    """One orphan by itself."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: FileProperties

    @classmethod
    def of(cls, file: File) -> Self:
        """A file."""
        orphan, names = file.orphan, file.names
        properties = OrphanProperties.of(Listed(orphan, file.opinion), names)
        candidates = [CandidateAnswer.of(one, orphan, names) for one in file.opinion.candidates]
        more = FileProperties(
            **dict(properties),
            place_zh=file.place.zh,
            place_en=file.place.en,
            candidates=candidates,
            decisions=[DecisionAnswer.of(one) for one in file.decisions],
        )
        return cls(id=orphan.code, geometry=_point(orphan), properties=more)


def _point(orphan: Orphan) -> Point:
    return Point(coordinates=(round(orphan.lon, 8), round(orphan.lat, 8)))
