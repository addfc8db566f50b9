"""`jingge organisation end`: refused with what is open there, done with its crews."""

from collections.abc import Callable

from sqlalchemy import Engine

from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.inspections.crews import shop
from tests.inspections.tickets import scene


def test_it_ends_when_its_work_is_with_others(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
        ticket = shop.give(conn, at=(-200, 5))

    def end(*words: str) -> Done:
        url = engine.url.render_as_string(hide_password=False)
        return jingge("organisation", "end", "PSGS", "--on", "2026-11-23", *words, url=url)

    assert end().code == 2
    refused = end("--reason", "改制")
    assert refused.code == 2
    assert "PSGS still has" in refused.err
    with writing(engine) as conn:
        shop.put(conn, ticket, assignee_code="SZGS")
    assert end("--reason", "改制", "--json").json == {"codes": ["PSGS", "PSGS-01", "PSGS-02"], "on": "2026-11-23"}
    assert "ended on 2026-11-23: PSGS" in end("--reason", "改制").out
