from registry.actor import Role
from tests.api.cli.support import Done, jingge
from tests.api.support import Service, make_account

URL = "https://example.org/hook"


def run(service: Service, *words: str) -> Done:
    return jingge("webhook", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_a_webhook_is_made_stopped_goes_on_and_is_removed(reception: Service) -> None:
    make_account(reception.engine, Role.ADMIN, login="mirror")
    made = run(reception, "add", "mirror", URL, "--login", "mirror", "--action", "file", "--hazards", "--json").json
    assert made["secret"].startswith("whsec_")
    assert (made["actions"], made["hazards_only"]) == (["file"], True)
    listed = run(reception, "list", "--json")
    assert made["id"] in [one["id"] for one in listed.json["webhooks"]]
    assert made["secret"] not in listed.out
    assert run(reception, "stop", made["id"], "--json").json["disabled_reason"] == "by a person"
    on = run(reception, "go", made["id"], "--json").json
    assert (on["disabled_at"], on["actions"], on["url"]) == (None, ["file"], URL)
    assert run(reception, "deliveries", made["id"], "--json").json == {"deliveries": [], "next": None}
    assert "come to number" in run(reception, "replay", made["id"], "1").err
    assert run(reception, "remove", made["id"]).code == 0
    assert run(reception, "stop", made["id"]).code == 2


def test_mistakes_are_told_in_a_line(reception: Service) -> None:
    make_account(reception.engine, Role.CREW, login="van")
    assert "stewards and admins" in run(reception, "add", "mirror", URL, "--login", "van").err
    assert "https" in run(reception, "add", "mirror", "http://10.0.0.1/", "--login", "van").err
