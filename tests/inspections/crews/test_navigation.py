"""Links read back: the place they name is the true one, in the datum their application expects."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from inspections.crews import navigation
from registry.datum import Datum, to_wgs84
from registry.errors import Invalid

NAME = "辽宁路,益都路口|12:3号 & 井#1"


def _place(target: str, link: str) -> tuple[float, float, Datum]:
    """Longitude, latitude and datum a link names, read as its page says (domain.md §6.5)."""
    if target == "geo":
        lat, lon = link.removeprefix("geo:").split(";")[0].split(",")
        return float(lon), float(lat), Datum.WGS84
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    if target == "amap_web":
        lon, lat, name = urlsplit(link).query.split("to=")[1].split("&")[0].split(",")
        assert unquote(name) == NAME
        assert "coordinate" not in asked
        return float(lon), float(lat), Datum.GCJ02
    if target in {"amap_android", "amap_ios"}:
        assert (asked["dev"], asked["dname"]) == ("0", NAME)
        return float(asked["dlon"]), float(asked["dlat"]), Datum.GCJ02
    if target == "tencent":
        assert (asked["coord_type"], asked["to"]) == ("2", NAME)
        lat, lon = asked["tocoord"].split(",")
        return float(lon), float(lat), Datum.GCJ02
    raw = urlsplit(link).query.split("destination=")[1].split("&")[0]
    name, where = raw.split("|")
    assert unquote(name.removeprefix("name:")) == NAME
    assert (asked["coord_type"], asked["src"]) == ("gcj02", "jingge")
    lat, lon = where.removeprefix("latlng:").split(",")
    return float(lon), float(lat), Datum.GCJ02


@given(st.floats(120.32, 120.44), st.floats(36.04, 36.13))
def test_each_link_names_the_true_place_within_a_metre(lon: float, lat: float) -> None:
    made = navigation.links(lon, lat, name=NAME)
    assert set(made) == {"amap_web", "amap_android", "amap_ios", "baidu", "baidu_web", "tencent", "geo"}
    for target, link in made.items():
        x, y, datum = _place(target, link)
        off = Geod(ellps="WGS84").inv(lon, lat, *to_wgs84(x, y, datum=datum))[2]
        assert off < 1, target


def test_schemes_and_uncertainty_are_those_of_the_page() -> None:
    made = navigation.links(120.375, 36.0876, name="", accuracy_m=4.0, key="KEY")
    assert made["amap_web"].startswith("https://uri.amap.com/navigation?to=120.38")
    assert made["amap_android"].startswith("amapuri://route/plan/?dlat=36.08")
    assert made["amap_ios"].startswith("iosamap://path?sourceApplication=jingge&")
    assert made["baidu"].startswith("baidumap://map/direction?")
    assert made["baidu_web"].startswith("bdapp://map/direction?")
    assert made["tencent"].endswith("&referer=KEY")
    assert made["geo"] == "geo:36.087600,120.375000;u=4"


def test_no_position_has_no_way() -> None:
    with pytest.raises(Invalid):
        navigation.links(36.0, 120.0, name="")
