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


def test_the_three_administrators_are_made_at_once(reception: Service) -> None:
    words = ("administrators", "--system", "sys", "--security", "sec", "--audit", "aud", "--password-stdin", "--json")
    done = run(reception.engine, *words, stdin=f"{PASSWORD} 1\n{PASSWORD} 2\n{PASSWORD} 3\n")
    assert [(one["login"], one["roles"]) for one in done.json["accounts"]] == [
        ("sys", ["admin"]),
        ("sec", ["security_admin"]),
        ("aud", ["audit_admin"]),
    ]
    for n, login in enumerate(("sys", "sec", "aud"), 1):
        entered = reception.anonymous().post("/api/v1/session", json={"login": login, "password": f"{PASSWORD} {n}"})
        assert (entered.status_code, entered.json()["owes"]) == (201, "password_change")
    assert run(reception.engine, "administrators").code == 2
    again = run(reception.engine, "administrators", "--audit", "sec", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert again.code == 2, "the login is taken"


def test_a_password_somebody_typed_for_another_is_for_one_sign_in(reception: Service) -> None:
    for flags, owes in (((), "password_change"), (("--own-password",), None)):
        login = f"anna{len(flags)}"
        run(reception.engine, "add", login, "--password-stdin", *flags, stdin=f"{PASSWORD}\n")
        entered = reception.anonymous().post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert entered.json()["owes"] == owes
        words = ("password", login, "--password-stdin", *flags)
        assert run(reception.engine, *words, stdin="another good one\n").code == 0
        body = {"login": login, "password": "another good one"}
        assert reception.anonymous().post("/api/v1/session", json=body).json()["owes"] == owes


def test_a_locked_login_is_unlocked_and_a_second_factor_reset(reception: Service) -> None:
    run(reception.engine, "add", "anna", "--password-stdin", stdin=f"{PASSWORD}\n")
    stranger, body = reception.anonymous(), {"login": "anna", "password": "wrong"}
    assert [stranger.post("/api/v1/session", json=body).status_code for _ in range(6)][-1] == 423
    assert run(reception.engine, "unlock", "anna", "--json").json["locked_until"] is None
    assert stranger.post("/api/v1/session", json=body | {"password": PASSWORD}).status_code == 201
    assert run(reception.engine, "second-factor-reset", "anna", "--json").json["second_factor_at"] is None


def test_somebody_leaves_and_what_was_moved_is_told(reception: Service) -> None:
    for login in ("anna", "bert"):
        run(reception.engine, "add", login, "--no-password")
    done = run(reception.engine, "leave", "anna", "--to", "bert", "--json").json
    assert (done["account"]["login"], done["successor"]["login"], done["handed"]["shifts"]) == ("anna", "bert", [])
    assert done["account"]["disabled_at"]
    assert "anna is closed" in run(reception.engine, "leave", "anna").out
    assert run(reception.engine, "leave", "bert", "--to", "anna").code == 2, "anna is not there any more"
