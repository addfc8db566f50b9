"""Links that open a map application with the way to a place, each in the datum and order that application expects.

Pure. Positions come in WGS 84. Forms and datums: domain.md §6.5 (Amap GCJ-02, lon,lat on the web, separate fields in
its own schemes; Baidu and Tencent LAT,LNG with `coord_type`; `geo:` of RFC 5870 in WGS 84).
"""

from collections.abc import Mapping
from urllib.parse import quote

from registry import datum
from registry.datum import Datum
from registry.errors import Invalid

APP = "jingge"
_PLACES = 6  # decimals of a degree: 11 cm


def links(lon: float, lat: float, *, name: str, accuracy_m: float | None = None, key: str = APP) -> Mapping[str, str]:
    """Links by target: amap_web, amap_android, amap_ios, baidu, baidu_web, tencent, geo.

    `name` is shown as the destination, `key` is Tencent's referer (a key of the operator, where there is one).
    Raises Invalid for no position.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid(f"{lon}, {lat} is no position in degrees", lon=lon, lat=lat)
    x, y = (_said(value) for value in datum.from_wgs84(lon, lat, datum=Datum.GCJ02))
    called = _encoded(name or "井盖")
    baidu = f"map/direction?destination=name:{called}|latlng:{y},{x}&coord_type=gcj02&mode=driving&src={_encoded(APP)}"
    uncertain = "" if accuracy_m is None else f";u={accuracy_m:g}"
    return {
        "amap_web": (
            f"https://uri.amap.com/navigation?to={x},{y},{called}&mode=car&policy=0&src={_encoded(APP)}&callnative=1"
        ),
        "amap_android": f"amapuri://route/plan/?dlat={y}&dlon={x}&dname={called}&dev=0&t=0",
        "amap_ios": f"iosamap://path?sourceApplication={_encoded(APP)}&dlat={y}&dlon={x}&dname={called}&dev=0&t=0",
        "baidu": f"baidumap://{baidu}",
        "baidu_web": f"bdapp://{baidu}",
        "tencent": (
            f"https://apis.map.qq.com/uri/v1/routeplan?type=drive&to={called}&tocoord={y},{x}&coord_type=2"
            f"&referer={_encoded(key)}"
        ),
        "geo": f"geo:{_said(lat)},{_said(lon)}{uncertain}",
    }


def _said(degrees: float) -> str:
    return f"{degrees:.{_PLACES}f}"


def _encoded(name: str) -> str:
    """Nothing of a name may end a field: commas, bars and colons part fields in these links, too."""
    return quote(name, safe="")
