from uuid import uuid4

from registry.actor import Role
from tests.api.cli.support import Done, jingge
from tests.api.support import Service, make_account

CREATE = ("create", "秋季普查", "--area", "370203", "--starts-on", "2026-11-23")


def run(service: Service, *words: str) -> Done:
    return jingge("campaign", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_a_campaign_goes_from_its_making_to_its_end(small_service: Service) -> None:
    made = run(small_service, *CREATE, "--days", "5", "--json").json
    planned = run(small_service, "plan", made["id"], "--days", "4", "--json").json
    assert planned["plan"]["people"] >= 1
    assert run(small_service, "start", made["id"], "--json").json["state"] == "running"
    progress = run(small_service, "progress", made["id"], "--json")
    assert (progress.code, progress.json["coverage"]) == (1, 0.0)
    assert progress.json["covers"] == progress.json["results"]["unseen"] > 0
    assert [one["id"] for one in run(small_service, "list", "--json").json["campaigns"]] == [made["id"]]
    assert run(small_service, "end", made["id"], "--json").json["state"] == "ended"


def test_mistakes_are_told_in_a_line(reception: Service) -> None:
    make_account(reception.engine, Role.CREW, login="crew")
    for words in (
        (*CREATE, "--days", "0"),
        CREATE,  # no such division in an empty register
        (*CREATE, "--login", "crew"),
        (*CREATE, "--login", "nobody"),
        ("create", "x", "--area", "370203", "--starts-on", "yesterday"),
        ("start", str(uuid4())),
        ("progress", "no-id"),
    ):
        done = run(reception, *words)
        assert (done.code, done.out) == (2, ""), words
        assert done.err
