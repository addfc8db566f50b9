"""Profiles by their names."""

import pytest

from registry.errors import Invalid
from registry.importing.faults import REASONS as REFUSALS
from registry.profiles import PROFILES, REASONS, mapping, named


def test_profiles_by_name() -> None:
    assert list(PROFILES) == ["gb2026", "gb2013"]
    assert named("gb2013").standard == "GB/T 30428.2-2013"
    assert {"missing", "too_long"} <= set(REASONS) & set(REFUSALS), "the same words for the same faults"


def test_what_has_no_profile_is_told() -> None:
    with pytest.raises(Invalid, match="'gb1999' is no profile known here; say one of gb2026, gb2013"):
        mapping("gb1999", classes=())
    with pytest.raises(Invalid, match="gb2026 is a profile of components, not of grids"):
        mapping("gb2026", classes=(), kind="grids")
