"""`jingge report indicators` as a user types it."""

from collections.abc import Iterator

import pytest

from registry.database import open_engine, writing
from tests.api.cli.support import jingge
from tests.conftest import Databases
from tests.inspections.exchange import scene

SPAN = ("--from", "2026-11-01", "--until", "2026-11-25")


@pytest.fixture(scope="module")
def url(databases: Databases, template: str) -> Iterator[str]:
    engine = open_engine(databases.url(databases.create("indicators_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
        scene.closed(conn)
    yield engine.url.render_as_string(hide_password=False)
    engine.dispose()


def test_indicators_are_told_in_words(url: str) -> None:
    told = jingge("report", "indicators", *SPAN, url=url).out
    assert "按期处置率" in told
    assert "100.0% (1/1)" in told
    assert "无数据 no data" in told
    plain = jingge("report", "indicators", *SPAN, "--by", "street", "--json", url=url).json
    assert plain["by"] == "street"
