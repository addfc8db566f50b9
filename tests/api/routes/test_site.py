from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.registry import quarter


def test_a_stranger_is_told_the_imprint_and_no_place(service: Service) -> None:
    with writing(service.engine) as conn:
        quarter.build(conn)
    told = service.anonymous().get("/api/v1/site").json()
    assert told["hotline"] == "12345"
    assert (told["bounds"], told["synthetic"], told["base_map"]) == (None, False, None)
    own = service.client(Role.PLANNER).get("/api/v1/site").json()
    assert len(own["bounds"]) == 4
    assert own["empty"] is False


def test_names_are_for_who_is_signed_in(service: Service) -> None:
    with writing(service.engine) as conn:
        quarter.build(conn)
    assert service.anonymous().get("/api/v1/map-names").status_code == 401
    names = service.client(Role.PLANNER).get("/api/v1/map-names").json()
    assert {"kind", "code", "zh", "en", "turn"} == set(names["features"][0]["properties"])
