from registry.actor import Role
from tests.api.support import Service


def test_names_are_for_whoever_signed_in(small_service: Service) -> None:
    client = small_service.client(Role.CREW)
    first = client.get("/api/v1/organisations", params={"limit": 2}).json()
    assert (len(first["items"]), first["next"]) == (2, first["items"][1]["code"])
    assert first["items"][0]["ended"] is False
    assert client.get("/api/v1/classes").json()["items"][0]["code"]
    for path in ("organisations", "classes"):
        assert small_service.anonymous().get(f"/api/v1/{path}").status_code == 401
