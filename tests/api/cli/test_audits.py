from sqlalchemy import Engine, text

from tests.api.cli.support import Done, jingge
from tests.api.support import Service


def run(engine: Engine, *words: str) -> Done:
    return jingge(*words, url=engine.url.render_as_string(hide_password=False))


def test_the_audit_is_listed_and_verified(reception: Service) -> None:
    for login in ("anna", "bert"):
        assert run(reception.engine, "user", "add", login, "--no-password").code == 0
    assert [row["action"] for row in run(reception.engine, "audit", "list", "--json").json["items"]] == ["user add"] * 2
    assert "account bert" in run(reception.engine, "audit", "list", "--text", "BERT").out
    found = run(reception.engine, "audit", "verify", "--json")
    assert (found.code, found.json["unbroken"], found.json["rows"]) == (0, True, 2)
    head = f"{found.json['head']['number']}:{found.json['head']['sha256']}"
    assert head in run(reception.engine, "audit", "verify").out
    with reception.engine.begin() as conn:
        conn.execute(text("set local session_replication_role = replica"))
        conn.execute(text("update access.audit set target = 'account eve' where target = 'account bert'"))
    broken = run(reception.engine, "audit", "verify", "--expect", head)
    assert (broken.code, "changed" in broken.out) == (1, True)
    assert run(reception.engine, "audit", "verify", "--expect", "nonsense").code == 2


def test_what_is_young_is_not_pruned(reception: Service) -> None:
    run(reception.engine, "user", "add", "anna", "--no-password")
    assert run(reception.engine, "audit", "prune", "--json").json["rows"] == 0
