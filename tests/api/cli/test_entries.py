"""`jingge entry` as a user types it."""

from uuid import UUID

from tests.api.cli.support import tells_local_time
from tests.api.cli.test_guards import run
from tests.api.support import Service


def test_a_card_from_opening_to_closing(hole_service: Service, hole: UUID) -> None:
    opened = run(
        hole_service, "entry", "open", str(hole), "--attendant", "张", "--enters", "李", "--login", "desk", "--json"
    )
    card = opened.json["id"]
    assert "尚未审批" in run(hole_service, "entry", "list").out
    for action, login in (("approve", "second"), ("ventilate", "desk")):
        assert run(hole_service, "entry", "act", card, action, "--login", login).code == 0
    air = ("--o2", "20.9", "--combustible", "0", "--h2s", "0", "--co", "0", "--login", "desk")
    assert "may enter" in run(hole_service, "entry", "measure", card, *air).out
    assert "below: 李" in run(hole_service, "entry", "act", card, "enter", "--person", "李", "--login", "desk").out
    refused = run(hole_service, "entry", "act", card, "close", "--login", "desk")
    assert (refused.code, "still below" in refused.err) == (2, True)
    run(hole_service, "entry", "act", card, "leave", "--person", "李", "--login", "desk")
    assert run(hole_service, "entry", "act", card, "close", "--login", "desk").code == 0
    shown = run(hole_service, "entry", "show", card, "--json").json
    assert len(shown["events"]) == 6
    assert tells_local_time(run(hole_service, "entry", "show", card).out)
    assert run(hole_service, "entry", "list").out.strip() == "(none)"
    assert card in run(hole_service, "entry", "list", "--closed").out
