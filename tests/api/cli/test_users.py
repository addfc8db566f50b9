from sqlalchemy import Engine

from api.access import accounts, audit
from registry.database import reading
from tests.api.cli.support import Done, jingge
from tests.api.support import PASSWORD, Service


def run(engine: Engine, *words: str, stdin: str = "") -> Done:
    return jingge("user", *words, url=engine.url.render_as_string(hide_password=False), stdin=stdin)


def test_the_first_admin_is_made_and_signs_in(reception: Service) -> None:
    words = ("add", "boss", "--role", "admin", "--area", "370203", "--password-stdin", "--json")
    done = run(reception.engine, *words, stdin=f"{PASSWORD}\n")
    assert (done.code, done.json["login"], done.json["roles"]) == (0, "boss", ["admin"])
    body = {"login": "boss", "password": PASSWORD}
    assert reception.anonymous().post("/api/v1/session", json=body).status_code == 201
    assert run(reception.engine, "password", "boss", "--password-stdin", stdin="another good one\n").code == 0
    assert reception.anonymous().post("/api/v1/session", json=body).status_code == 401
    with reading(reception.engine) as conn:
        entry = next(row for row in audit.recent(conn) if row.action == "user add")
    assert (entry.target, entry.account_id) == ("account boss", None)
    assert entry.detail["by"]


def test_accounts_are_listed_closed_and_opened(reception: Service) -> None:
    for login in ("anna", "boss"):
        assert run(reception.engine, "add", login, "--name", "安娜", "--no-password").code == 0
    assert [one["login"] for one in run(reception.engine, "list", "--json").json["accounts"]] == ["anna", "boss"]
    assert "安娜" in run(reception.engine, "list").out
    assert run(reception.engine, "disable", "anna", "--json").json["disabled_at"]
    assert run(reception.engine, "enable", "anna", "--json").json["disabled_at"] is None


def test_mistakes_are_told_in_a_line(reception: Service) -> None:
    run(reception.engine, "add", "anna", "--no-password")
    for words in (
        ("add", "anna", "--no-password"),
        ("add", "Anna B", "--no-password"),
        ("add", "boss", "--role", "king", "--no-password"),
        ("add", "boss", "--org", "nobody", "--no-password"),
        ("add", "boss", "--area", "37", "--no-password"),
        ("add", "boss", "--password-stdin"),
        ("disable", "nobody"),
        ("fly",),
    ):
        done = run(reception.engine, *words, stdin="\n")
        assert (done.code, done.out) == (2, ""), words
        assert done.err
    with reading(reception.engine) as conn:
        assert [one.login for one in accounts.page(conn)] == ["anna"]
