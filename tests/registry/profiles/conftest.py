"""Three covers as the register holds them, and what their codes are called."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from registry.profiles.profile import AssetClass, Names

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
CREDIT = "91370200MA3C0EXAM1".replace("E", "9").replace("X", "8")
CLASSES = (
    AssetClass("01002", "0102", "污水井盖"),
    AssetClass("01023", "0114", "不明井盖"),
    AssetClass("01014", None, "园林井盖"),
)


@pytest.fixture
def names() -> Names:
    return Names(
        {CREDIT: "排水公司", "CGJ": "区城市管理局"},
        {"370203005": "辽宁路街道"},
        {"370203005001": "科技街社区"},
        CLASSES,
    )


def _moments(*at: datetime) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(at).as_unit("us")


@pytest.fixture
def covers() -> pd.DataFrame:
    """One whole, one with a local authority and of a class without an old code, one poor in values."""
    rows = {
        "code": ["37020301002000001", "37020301014000001", "37020301023000009"],
        "old_code": ["3702030102000777", None, None],
        "class_code": ["01002", "01014", "01023"],
        "name_zh": ["一号井", None, None],
        "status": ["broken", "intact", "removed"],
        "position_source": ["survey", "gnss", "map"],
        "note": ["备注，一", None, None],
        "authority_code": [CREDIT, "CGJ", None],
        "owner_code": [CREDIT, None, None],
        "maintainer_code": [CREDIT, CREDIT, None],
        "community_code": ["370203005001", "370203005001", None],
        "unit_grid_code": ["370203005001007", "370203005001007", None],
        "first_at": _moments(FIRST, FIRST, FIRST),
        "valid_from": _moments(datetime(2026, 12, 24, 20, tzinfo=UTC), FIRST, FIRST),
    }
    return pd.DataFrame(rows, index=pd.Index([3, 5, 8]))
