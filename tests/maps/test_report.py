import json
import re

import pytest
from sqlalchemy.engine import Connection

from inspections.reports import gather
from maps import report as sheet
from maps.panorama import Imprint
from maps.words import Language
from registry.actor import Actor, Role
from tests.conftest import NOW
from tests.maps import scene

LEADER = scene.person(Role.LEADER)


def made(conn: Connection, *, language: Language = Language.ZH, actor: Actor = LEADER) -> str:
    found = gather.report(conn, actor, scene.CAMPAIGN, now=NOW)
    drawn = sheet.shapes(conn, actor, found)
    return sheet.render(found, drawn, language=language, imprint=Imprint(approval="X1"))


@pytest.fixture
def campaign(small_conn: Connection) -> Connection:
    scene.campaign(small_conn)
    return small_conn


def without_leaflet(page: str) -> str:
    return re.sub(r"<script>/\* @preserve.*?</script>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("language", list(Language))
def test_the_file_needs_no_host_at_all(campaign: Connection, language: Language) -> None:
    page = made(campaign, language=language)
    assert "L.circleMarker" in page
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:|#)""", without_leaflet(page))
    assert not re.findall(r"url\((?!#default|images/)", page.replace('url("data:', "").replace("url(data:", ""))
    assert "@import" not in page


def test_it_prints_what_was_counted(campaign: Connection) -> None:
    page = made(campaign)
    found = gather.report(campaign, LEADER, scene.CAMPAIGN, now=NOW)
    assert found.figures.totals.found == 9
    for words in ("合成数据", "审图号: X1", "遗漏清单", "工单清单", "按期处置率"):
        assert words in page
    assert page.count("202611020") == 2 * 9 + 1  # each ticket in the list and on the map; the voided one in the list
    data = json.loads(re.search(r"const data = (\{.*\});", page)[1])  # type: ignore[index]  # it is there
    assert len(data["tickets"]) == 9
    assert len(data["unseen"]["features"]) == 1
    assert data["streets"]["features"]


def test_names_cannot_break_out(campaign: Connection) -> None:
    page = without_leaflet(made(campaign))
    assert "窨井盖 &lt;普查&gt;" in page
    assert "<b>北侧</b>" not in page


def test_both_languages(campaign: Connection) -> None:
    page = made(campaign, language=Language.EN)
    for words in (
        "Ticket list",
        "missing · ",
        "Liaoning Road",
        "Shibei",
        "rainwater cover" if "雨水" in page else "cover",
    ):
        assert words in page


def test_a_reader_of_elsewhere_gets_no_shapes(campaign: Connection) -> None:
    found = gather.report(campaign, LEADER, scene.CAMPAIGN, now=NOW)
    stranger = scene.person(Role.LEADER, areas=("110101",))
    drawn = sheet.shapes(campaign, stranger, found)
    assert json.loads(drawn["streets"])["features"] == []
    assert json.loads(drawn["unseen"])["features"] == []
