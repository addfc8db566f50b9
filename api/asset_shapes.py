"""What the service says about assets: GeoJSON features, and what became of a code."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from registry.assets import Asset
from registry.history import fates
from registry.history.fates import Fate, State


class Point(BaseModel):
    """GeoJSON: longitude, latitude, WGS 84."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """Where an asset stands."""
        return cls(coordinates=(round(asset.lon, 8), round(asset.lat, 8)))


class FateAnswer(BaseModel):
    """What became of a code. `heirs` took its place at once, `into` is what they are by now."""

    state: State
    zh: str
    en: str
    heirs: list[str]
    into: list[str]
    at: datetime | None = Field(description="when it happened")
    known_at: datetime | None = Field(description="when the register learnt it")
    by: str | None
    reason: str
    run: int | None = Field(description="the import that was undone")

    @classmethod
    def of(cls, fate: Fate | None) -> Self | None:
        """A fate, None for a thing that lives."""
        if fate is None:
            return None
        words = fates.in_words(fate)
        told = {name: getattr(fate, name) for name in ("state", "at", "known_at", "by", "reason", "run")}
        return cls(**told, zh=words.zh, en=words.en, heirs=list(fate.heirs), into=list(fate.into))


class AssetProperties(BaseModel):
    """What the register tells of an asset (GB/T 47678.5: the 18 fields and more). Organisations have their names."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    code_scheme: str
    name_zh: str | None
    class_code: str
    class_zh: str
    class_en: str
    status: str
    spoken: str | None = Field(description="what it is called aloud, with its check digit")
    accuracy_m: float | None
    position_source: str
    datum: str = Field(description="the datum the position came in; coordinates are WGS 84")
    setting: str | None
    street_code: str | None
    street_zh: str | None
    community_code: str | None
    community_zh: str | None
    grid_code: str | None
    micro_grid_code: str | None
    unit_grid_code: str | None
    segment_code: str | None
    road_name: str | None
    compound_code: str | None
    compound_zh: str | None
    owner_code: str | None
    owner_zh: str | None
    maintainer_code: str | None
    maintainer_zh: str | None
    authority_code: str | None
    authority_zh: str | None
    material: str | None
    shape: str | None
    size_mm: int | None
    load_class: str | None
    built_year: int | None
    depth_m: float | None
    locking: str | None
    fall_net: str | None
    fall_net_installed_on: date | None
    fall_net_tested_on: date | None
    note: str | None
    attributes: Mapping[str, object]
    aliases: tuple[str, ...] = Field(description="codes of other schemes it also answers to")
    source: str
    source_id: str
    first_at: datetime
    valid_from: datetime = Field(description="since when it is as told")
    changed_at: datetime = Field(description="when that became known")
    version: int = Field(description="of the asset: its ETag begins with it")
    became: FateAnswer | None = Field(description="of a code that is no longer a thing of its own")

    @classmethod
    def of(cls, asset: Asset, **more: object) -> Self:
        """An asset, with what else is told of it."""
        names = cls.model_fields.keys() - more.keys() - {"became"}
        told = {name: getattr(asset, name) for name in names}
        return cls.model_validate(told | more | {"became": FateAnswer.of(asset.became)})


class NearProperties(AssetProperties):
    """An asset with its distance."""

    distance_m: float


class PlacedProperties(AssetProperties):
    """An asset with its place in words."""

    place_zh: str
    place_en: str


class AssetFeature(BaseModel):
    """One asset of a page."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: AssetProperties

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """An asset as GeoJSON."""
        return cls(id=asset.code, geometry=Point.of(asset), properties=AssetProperties.of(asset))


class NearFeature(AssetFeature):
    """One asset near the point asked for."""

    properties: NearProperties


class PlacedFeature(AssetFeature):
    """One asset by itself."""

    properties: PlacedProperties


class AssetPage(BaseModel):
    """Assets by code; `next` is the cursor of the next page, null at the end."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[AssetFeature]
    next: str | None


class NearAssets(BaseModel):
    """Assets, the nearest first."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[NearFeature]
