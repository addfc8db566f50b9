"""What the service says about proof: pictures, hints in words, what was drawn, figures of a house."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from inspections.proof.drawing import Drawn, Figures
from inspections.proof.hints import GRADES, Code, Hint
from inspections.proof.judging import Placed, Stage
from inspections.proof.proving import Proof, Shown
from inspections.proof.sampling import REGIMES, Regime


class EvidenceAnswer(BaseModel):
    """How many pictures were told of for the first time, and how many were known."""

    ticket_id: UUID
    new: int
    known: int


class ShotAnswer(BaseModel):
    """A picture of the proof; `sha256` names the stored one, null until it has come."""

    original_sha256: str
    sha256: str | None
    stage: Stage
    lon: float | None = Field(description="WGS 84")
    lat: float | None
    placed: Placed | None
    accuracy_m: float | None
    fix_age_s: float | None
    taken_at: datetime | None

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """One picture."""
        shot, place = shown.shot, shown.shot.place
        return cls(
            original_sha256=shown.original_sha256,
            sha256=shown.sha256,
            stage=shot.stage,
            lon=place.lon if place else None,
            lat=place.lat if place else None,
            placed=place.placed if place else None,
            accuracy_m=place.accuracy_m if place else None,
            fix_age_s=place.fix_age_s if place else None,
            taken_at=shot.taken_at,
        )


class HintAnswer(BaseModel):
    """One thing to look at."""

    code: Code
    zh: str
    en: str

    @classmethod
    def of(cls, one: Hint) -> Self:
        """One hint."""
        return cls(code=one.code, zh=one.words.zh, en=one.words.en)


class DrawnAnswer(BaseModel):
    """Whether the repair is verified before it is closed, and why."""

    drawn: bool
    reason_zh: str
    reason_en: str

    @classmethod
    def of(cls, one: Drawn) -> Self:
        """What was drawn."""
        return cls(drawn=one.drawn, reason_zh=one.reason.zh, reason_en=one.reason.en)


class ProofAnswer(BaseModel):
    """The proof of a ticket; `drawn` is null before there is a repair."""

    grade: str = Field(description="strong, fair or weak")
    grade_zh: str
    hints: list[HintAnswer]
    shots: list[ShotAnswer]
    drawn: DrawnAnswer | None

    @classmethod
    def of(cls, proof: Proof) -> Self:
        """A proof."""
        words = GRADES[proof.verdict.grade]
        return cls(
            grade=words.en,
            grade_zh=words.zh,
            hints=[HintAnswer.of(one) for one in proof.verdict.hints],
            shots=[ShotAnswer.of(one) for one in proof.shown],
            drawn=DrawnAnswer.of(proof.drawn) if proof.drawn else None,
        )


class HouseFigures(BaseModel):
    """What verification found of a house; no figure where nothing was repaired or verified."""

    house: str
    name_zh: str
    name_en: str
    regime: Regime
    regime_zh: str
    share: float = Field(description="of the repairs from now on that are no hazards")
    repairs: int
    drawn: int
    verified: int
    failed: int
    share_verified: float | None
    failed_from: float | None = Field(description="95 % (Wilson)")
    failed_to: float | None

    @classmethod
    def of(cls, one: Figures) -> Self:
        """A house."""
        failed_from, failed_to = one.failures or (None, None)
        return cls(
            house=one.house,
            name_zh=one.name.zh,
            name_en=one.name.en,
            regime=one.regime,
            regime_zh=REGIMES[one.regime].zh,
            share=one.share,
            repairs=one.repairs,
            drawn=one.drawn,
            verified=one.verified,
            failed=one.failed,
            share_verified=one.share_verified,
            failed_from=failed_from,
            failed_to=failed_to,
        )


class VerificationAnswer(BaseModel):
    """Houses by code."""

    houses: list[HouseFigures]
