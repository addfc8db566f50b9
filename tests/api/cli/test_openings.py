"""`jingge opening` as a user types it."""

from tests.api.cli.support import tells_local_time
from tests.api.cli.test_guards import run
from tests.api.support import Service
from tests.inspections.tickets.scene import OTHER_SEWER


def test_declared_extended_closed(hole_service: Service) -> None:
    words = ("--org", "PSGS", "--guard", "王某", "--barrier", "围挡", "--permit", "许可 1 号", "--login", "desk")
    declared = run(hole_service, "opening", "declare", OTHER_SEWER, "--hours", "1", *words, "--json").json
    assert declared["state"] == "open"
    for shown in (["list"], ["show", declared["id"]]):
        assert tells_local_time(told := run(hole_service, "opening", *shown).out), told
    assert OTHER_SEWER in run(hole_service, "opening", "list").out
    extended = run(
        hole_service,
        "opening",
        "extend",
        declared["id"],
        "--hours",
        "2",
        "--reason",
        "未完",
        "--login",
        "desk",
        "--json",
    )
    assert extended.json["until"] > declared["until"]
    closed = run(hole_service, "opening", "close", declared["id"], "--photo", "e" * 64, "--login", "desk")
    assert "closed" in closed.out
    assert len(run(hole_service, "opening", "show", declared["id"], "--json").json["events"]) == 3
    assert run(hole_service, "opening", "list").out.strip() == "(none)"
    nobody = run(hole_service, "opening", "declare", "37020301002999999", "--hours", "1", *words)
    assert (nobody.code, "no cover" in nobody.err) == (2, True)
