from tests.api.cli.support import Done, jingge
from tests.api.support import Service, make_account


def run(service: Service, *words: str) -> Done:
    return jingge("token", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_a_token_is_made_listed_and_revoked(reception: Service) -> None:
    make_account(reception.engine, login="device")
    made = run(reception, "add", "device", "--name", "phone", "--json").json
    assert reception.anonymous(token=made["key"]).get("/api/v1/session").json()["login"] == "device"
    listed = run(reception, "list", "device", "--json")
    assert "phone" in [one["name"] for one in listed.json["tokens"]]
    assert made["key"] not in listed.out
    assert run(reception, "revoke", made["id"], "--json").json["revoked_at"]
    reception.app.state.callers.forget()
    assert reception.anonymous(token=made["key"]).get("/api/v1/session").status_code == 401


def test_the_key_alone_is_printed_for_a_script(reception: Service) -> None:
    make_account(reception.engine, login="device")
    done = run(reception, "add", "device")
    assert done.out.startswith("jingge_")
    assert done.out.count("\n") == 1


def test_mistakes_are_told_in_a_line(reception: Service) -> None:
    assert run(reception, "add", "nobody").code == 2
    assert run(reception, "revoke", "no-id").code == 2
    make_account(reception.engine, login="device")
    assert "days" in run(reception, "add", "device", "--days", "9999").err
