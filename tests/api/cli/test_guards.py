"""`jingge guard` as a user types it."""

from uuid import UUID

from tests.api.cli.support import Done, jingge
from tests.api.support import Service


def run(service: Service, *words: str) -> Done:
    return jingge(*words, url=service.engine.url.render_as_string(hide_password=False))


def test_a_shaft_is_guarded_and_left(hole_service: Service, hole: UUID) -> None:
    listed = run(hole_service, "guard", "list", "--json").json
    assert (listed["open"], listed["unguarded"]) == (1, 1)
    posted = run(
        hole_service, "guard", "post", str(hole), "排水一班 王某", "--minutes", "30", "--org", "PSGS", "--json"
    ).json
    shown = run(hole_service, "guard", "list")
    assert "1 open shafts, 0 unguarded" in shown.out
    ended = run(hole_service, "guard", "end", posted["id"], "--reason", "撤岗")
    assert (ended.code, "ended" in ended.out) == (0, True)
    wrong = run(hole_service, "guard", "post", str(hole), "王", "--minutes", "30")
    assert (wrong.code, "name who guards" in wrong.err) == (2, True)
