import pytest

from maps import assets
from registry.actor import Role
from tests.api.support import Service


def test_who_is_not_signed_in_is_sent_to_the_sign_in(service: Service) -> None:
    answer = service.anonymous().get("/?lang=en", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?lang=en&next=/%3Flang%3Den")
    assert "Sign in" in service.anonymous().get("/?lang=en").text


def test_the_panorama_in_both_languages(service: Service) -> None:
    client = service.client(Role.LEADER)
    assert "全景图" in client.get("/").text
    english = client.get("/?lang=en")
    assert english.headers["content-type"].startswith("text/html")
    assert "Panorama" in english.text
    assert client.get("/?lang=fr").status_code == 422


@pytest.mark.parametrize("next_path", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", ""])
def test_the_sign_in_goes_on_to_this_service_only(service: Service, next_path: str) -> None:
    answer = service.anonymous().get("/login", params={"next": next_path})
    assert answer.status_code == 422
    assert "elsewhere" not in service.anonymous().get("/login").text


def test_assets_are_public_and_no_other_file_is(service: Service) -> None:
    client = service.anonymous()
    for name in assets.FILES:
        answer = client.get(f"/assets/{name}")
        assert answer.status_code == 200, name
        assert "max-age" in answer.headers["cache-control"]
    assert "javascript" in client.get("/assets/panorama.js").headers["content-type"]
    for name in ("package.json", "..%2Ftiles.py", "%2Fetc%2Fpasswd", "node_modules/leaflet/package.json"):
        assert client.get(f"/assets/{name}").status_code == 404


def test_settings_stand_on_the_page(service: Service) -> None:
    object.__setattr__(
        service.app.state, "settings", service.app.state.settings.model_copy(update={"operator": "区中心"})
    )
    assert "区中心" in service.anonymous().get("/login").text
    assert "区中心" in service.client(Role.LEADER).get("/").text
