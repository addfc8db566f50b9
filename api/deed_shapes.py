"""What is said of assets: deeds and fields as they come in, and what came of a deed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from api.asset_shapes import AssetFeature
from api.shapes import Line, Shape, Text
from inspections.tickets.rehoming import Rehomed
from registry.assets import Asset
from registry.datum import Datum, to_wgs84
from registry.history import rules

Code = Annotated[str, Field(pattern="^[0-9]{16,17}$")]
ClassCode = Annotated[str, Field(pattern="^[0-9]{5}$")]
Word = Annotated[Text, StringConstraints(max_length=60)]
Known = dict[str, object]


class Told(Shape):
    """What is said with every deed. `id` is made by the client: sent again, the deed is known and changes nothing."""

    id: UUID
    reason: Annotated[Text, Field(min_length=1, max_length=2000)]
    since: Annotated[datetime | None, Field(description="since when it is so; null: from now on")] = None

    def said(self, account: str, areas: Sequence[str] | None, *, if_version: int) -> rules.Said:
        """As the register takes it."""
        return rules.Said(
            id=self.id, account=account, areas=areas, reason=self.reason, since=self.since, if_version=if_version
        )


class PositionBody(Shape):
    """Where something stands, in the datum named."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    datum: Datum = Datum.WGS84
    accuracy_m: Annotated[float | None, Field(ge=0, le=100_000)] = None
    position_source: Literal["survey", "map", "gnss", "file"] = "map"

    def position(self) -> rules.Position:
        """As the register takes it: WGS 84, with the datum it came in."""
        lon, lat = to_wgs84(self.lon, self.lat, datum=self.datum)
        return rules.Position(
            lon=lon, lat=lat, accuracy_m=self.accuracy_m, source=self.position_source, datum=self.datum
        )


class AssetFields(Shape):
    """What may be said of an asset; only what is sent is said, and null says that it is not known."""

    name_zh: Line | None = None
    status: Literal["intact", "broken", "missing", "disused"] | None = None
    setting: Literal["carriageway", "footway", "verge", "compound"] | None = None
    owner_code: Line | None = None
    maintainer_code: Line | None = None
    authority_code: Line | None = None
    material: Word | None = None
    shape: Word | None = None
    size_mm: Annotated[int | None, Field(ge=1, le=20_000)] = None
    load_class: Annotated[Text, StringConstraints(max_length=20)] | None = None
    built_year: Annotated[int | None, Field(ge=1800, le=2200)] = None
    depth_m: Annotated[float | None, Field(gt=0, lt=1000)] = None
    locking: Literal["none", "bolt", "lock", "hinge", "unknown"] | None = None
    fall_net: Literal["with", "without", "broken", "unknown"] | None = None
    fall_net_installed_on: date | None = None
    fall_net_tested_on: date | None = None
    note: Annotated[Text, StringConstraints(max_length=2000)] | None = None

    def told(self) -> Known:
        """The fields that were sent, by name."""
        names = AssetFields.model_fields.keys() & self.model_fields_set
        return {name: getattr(self, name) for name in sorted(names)}


class AmendBody(AssetFields):
    """What is so of an asset, why it is said, and since when it holds."""

    reason: Annotated[Text, StringConstraints(max_length=2000)] = ""
    since: Annotated[datetime | None, Field(description="since when it is so; null: from now on")] = None


class MergeBody(Told):
    """Other codes of the same thing; with `fill` it takes over what is known of them and not of itself."""

    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=rules.MOST)]
    fill: bool = False


class PartBody(PositionBody):
    """One of the things that another is split into; of the same class unless another is named."""

    class_code: ClassCode | None = None


class SplitBody(Told):
    """What one record is in truth."""

    parts: Annotated[tuple[PartBody, ...], Field(min_length=2, max_length=rules.MOST)]


class ReplaceBody(Told):
    """The thing that stands there now; without a position it stands where the old one stood."""

    position: PositionBody | None = None
    class_code: ClassCode | None = None
    fields: AssetFields = AssetFields()


class MoveBody(Told, PositionBody):
    """Where it stands: relocated (from now on), or surveyed or corrected (it always stood there)."""

    how: rules.How


class DeedAnswer(BaseModel):
    """What came of a deed: the assets that stand, the codes that ended, tickets that changed their asset or were voided
    for another; `repeated` says that the deed was known already.
    """

    codes: list[str]
    ended: list[str]
    tickets: list[str]
    joined: list[str]
    repeated: bool
    features: list[AssetFeature]

    @classmethod
    def of(cls, rehomed: Rehomed, assets: Sequence[Asset]) -> Self:
        """A deed with the assets as they stand now."""
        done = rehomed.done
        return cls(
            codes=list(done.codes),
            ended=list(done.ended),
            tickets=list(rehomed.tickets),
            joined=list(rehomed.joined),
            repeated=done.repeated,
            features=[AssetFeature.of(asset) for asset in assets],
        )
