"""What a crew does at a stop of its tour, and what an inspector of another organisation makes of it, each at its time.

A hazard is barred first; the repair has a picture from before and one from after, each with the fix at its shutter.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.demo import cases, pictures
from api.demo.cases import Feature
from api.demo.net import Line
from api.demo.world import Defect

STRANGER = "现场未发现问题 Nothing wrong found on site"
_BARRED_AFTER = timedelta(minutes=3)
_SEEN_AFTER = timedelta(minutes=45)
_CLOSED_AFTER = timedelta(minutes=15)
_BUILT_IN = {
    "missing": ("lid_ductile_700", "1"),
    "broken": ("lid_ductile_700", "1"),
    "displaced": ("gasket", "1"),
    "flipping": ("gasket", "1"),
    "collapsed": ("concrete_c30", "0.3"),
}


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts at a stop: crew, inspector of another organisation, desk; and what is really wrong out there."""

    crew: Line
    verifier: Line
    desk: Line
    truth: Mapping[str, Defect]


def visit(hands: Hands, ticket_id: str, *, arrives_at: datetime, ends_at: datetime, fails: bool) -> Feature | None:
    """One ticket of a stop, to its end: closed, or given back. The ticket where it is to be done again (`fails`)."""
    crew = hands.crew
    crew.at = arrives_at
    ticket = crew.get(f"/tickets/{ticket_id}")
    told = ticket["properties"]
    planted = hands.truth.get(told["asset_code"] or "")
    if planted is None or not planted.hazard:
        cases.take(crew, ticket, "return", version=told["version"], reason=STRANGER)
        return None
    version = told["version"]
    if told["state"] == "dispatched":
        version = cases.take(crew, ticket, "accept", version=version)
    if told["arrived_at"] is None:
        cases.take(crew, ticket, "arrive", version=version)
    if told["made_safe_at"] is None:
        bar(crew, ticket, version=version, at=arrives_at + _BARRED_AFTER)
    version = _mend(crew, ticket, version=version, began_at=arrives_at + 2 * _BARRED_AFTER, ends_at=ends_at)
    sheet = _enter(crew, ticket) if not told["reworks"] else None
    return _verify(hands, ticket, version=version, sheet=sheet, at=ends_at + _SEEN_AFTER, fails=fails)


def bar(line: Line, ticket: Feature, *, version: int, at: datetime) -> None:
    """Put up a barrier, with its picture."""
    line.at = at
    picture, step = _picture(line, ticket, "barrier", at=at), str(uuid.uuid4())
    cases.take(line, ticket, "make_safe", id=step, version=version, photos=[picture["sha256"]])
    _tell(line, ticket, step, picture)


def _mend(crew: Line, ticket: Feature, *, version: int, began_at: datetime, ends_at: datetime) -> int:
    """Repair, with a picture from before and one from after."""
    crew.at = ends_at
    pair = [_picture(crew, ticket, "before", at=began_at), _picture(crew, ticket, "after", at=ends_at)]
    step = str(uuid.uuid4())
    version = cases.take(crew, ticket, "repair", id=step, version=version, photos=[one["sha256"] for one in pair])
    _tell(crew, ticket, step, *pair)
    return version


def _enter(crew: Line, ticket: Feature) -> int:
    """What was built in; the version of its sheet."""
    material, quantity = _BUILT_IN[ticket["properties"]["defect"]["code"]]
    asked = {"material_code": material, "quantity": quantity}
    sheet = crew.put(f"/tickets/{ticket['id']}/materials/{uuid.uuid4()}", asked)
    return int(sheet["version"])


def _verify(
    hands: Hands, ticket: Feature, *, version: int, sheet: int | None, at: datetime, fails: bool
) -> Feature | None:
    """Somebody of another organisation looks at it and counts what was built in; the desk closes."""
    verifier, desk = hands.verifier, hands.desk
    verifier.at = at
    if fails:
        cases.take(verifier, ticket, "rework", version=version, reason="井盖仍有晃动 The lid still rocks")
        return ticket
    if sheet is not None:
        asked = {"id": str(uuid.uuid4())}
        headers = {"If-Match": f'"{sheet}"'}
        verifier.post(f"/tickets/{ticket['id']}/materials/confirmation", asked, headers=headers)
    note = "现场核查，井盖完好 Seen on site: sound"
    version = cases.take(verifier, ticket, "verify", version=version, note=note)
    desk.at = at + _CLOSED_AFTER
    cases.close(desk, ticket, version=version)
    return None


def _picture(line: Line, ticket: Feature, stage: str, *, at: datetime) -> dict[str, Any]:
    """A picture of the place, taken at a moment and sent; what the device says of it."""
    lon, lat = ticket["geometry"]["coordinates"]
    defect = ticket["properties"]["defect"]["code"]
    seed = int(ticket["properties"]["number"][-5:]) * 1000 + int(at.timestamp()) % 1000
    taken = pictures.take(defect, after=stage == "after", lon=lon, lat=lat, at=at, seed=seed)
    line.send("/photos", taken, media_type="image/jpeg")
    return {
        "sha256": pictures.digest(taken),
        "stage": stage,
        "fix": {"lon": lon, "lat": lat, "accuracy_m": 4.0, "age_s": 2.0, "datum": "WGS84"},
        "device_time": at.isoformat(),
    }


def _tell(line: Line, ticket: Feature, step: str, *told: Mapping[str, Any]) -> None:
    """Say where and when pictures of a step were taken."""
    assert line.at is not None, "a device has a clock"
    evidence = [{**one, "step_id": step} for one in told]
    line.put(f"/tickets/{ticket['id']}/evidence", {"device_now": line.at.isoformat(), "evidence": evidence})
