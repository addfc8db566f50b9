"""A layer tells where it comes from as text."""

from tests.registry.exporting.support import AT, layer_of


def test_what_is_told_is_text() -> None:
    told = layer_of().told
    assert told["datum"] == "WGS84"
    assert told["exported_at"] == AT.isoformat()
    assert told["selection"] == '{"areas": ["370203"]}'
