"""Shapes of assets as they go out."""

from dataclasses import fields, replace
from datetime import UTC, datetime

from api.asset_shapes import AssetFeature, AssetProperties, FateAnswer
from registry.assets import Asset
from registry.codes import Kind
from registry.history.fates import Fate, State
from tests.registry.history.test_rules import COVER

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
WHOLE = replace(
    COVER, code_scheme="GB/T 47678.5-2026", class_zh="污水井盖", datum="WGS84", attributes={}, aliases=(), source="t",
    source_id="1", first_at=MOMENT, valid_from=MOMENT, changed_at=MOMENT,
)  # fmt: skip


def test_everything_that_is_known_goes_out() -> None:
    placed = {"lon", "lat", "spoken_prefix", "spoken_number"}  # as the geometry, and as it is said
    assert {field.name for field in fields(Asset)} - placed <= AssetProperties.model_fields.keys()


def test_an_asset_says_what_became_of_it() -> None:
    assert AssetFeature.of(WHOLE).properties.became is None
    fate = Fate(Kind.ASSET, WHOLE.code, State.MERGED, heirs=("2",), into=("3",), by="wang")
    told = AssetFeature.of(replace(WHOLE, became=fate)).properties.became
    assert told is not None
    assert (told.state, told.heirs, told.into, told.by, told.en) == (
        State.MERGED,
        ["2"],
        ["3"],
        "wang",
        "merged into 3",
    )
    assert FateAnswer.of(None) is None
