"""The maintenance list over HTTP."""

from collections.abc import Callable

from starlette.testclient import TestClient

from inspections.tickets.filing import report_defects
from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.inspections.tickets import scene


def test_minor_defects_are_listed_in_pages_inside_ones_areas(
    service: Service, client: Callable[..., TestClient]
) -> None:
    with writing(service.engine) as conn:
        scene.furnish(conn)
        seen = [scene.see(conn, scene.SEWER, "noise"), scene.see(conn, scene.FAR, "height")]
        report_defects(conn, scene.INSPECTOR, seen, now=scene.NOW)
    desk = client(Role.DISPATCHER)
    first = desk.get("/api/v1/maintenance", params={"limit": 1}).json()
    rest = desk.get("/api/v1/maintenance", params={"limit": 1, "after": first["next"]}).json()
    assert [one["properties"]["asset_code"] for one in first["features"] + rest["features"]] == [
        scene.SEWER,
        scene.FAR,
    ]
    assert rest["next"] is None
    assert first["features"][0]["properties"]["defect"] == {"code": "noise", "zh": "异响", "en": "noise"}
    one_street = client(Role.STEWARD, areas=("370203007",))
    assert len(one_street.get("/api/v1/maintenance").json()["features"]) == 1
    assert desk.get("/api/v1/maintenance", params={"state": "lost"}).status_code == 422
