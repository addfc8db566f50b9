"""The page of a link shows what may be done now, and of a dead one nothing of the ticket."""

import re

import pytest
from sqlalchemy import Connection

from inspections.owners import links
from inspections.owners.link import ENDS, LABELS, Act, End
from maps import owners
from maps.certificate import Frame
from maps.panorama import Imprint
from maps.words import CATALOGUE, Language, pick
from tests.inspections.owners.yard import digest, dispatched, hours, link, photo, use
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import NOW


@pytest.fixture
def furnished(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def frame(language: Language) -> Frame:
    return Frame(language=language, path="/o/secret", imprint=Imprint(operator="某中心"), hotline="12319")


def shown(conn: Connection, language: Language, at: float = 0) -> str:
    opened = links.look(conn, links.find(conn, digest("s")), now=hours(at))
    return owners.page(opened, frame(language), now=hours(at))


@pytest.mark.parametrize("language", list(Language))
def test_the_buttons_are_what_may_be_done(furnished: Connection, language: Language) -> None:
    ticket_id = dispatched(furnished)
    link(furnished, ticket_id, addressee="<i>值班室</i>")
    page = shown(furnished, language)
    assert re.findall(r'name="act" value="(\w+)"', page) == [Act.ACCEPT, Act.MAKE_SAFE, Act.NOT_OURS]
    for act in (Act.ACCEPT, Act.MAKE_SAFE, Act.NOT_OURS):
        assert f">{pick(LABELS[act], language)}</button>" in page
    assert "<i>" not in page
    assert "<script" not in page
    assert 'content="noindex"' in page
    for way in ("geo:36.0", "uri.amap.com/navigation", "bdapp://map", "apis.map.qq.com"):
        assert way in page, way
    assert 'class="late"' not in page
    assert 'class="late"' in shown(furnished, language, at=1000)


def test_what_was_done_is_told_and_the_barrier_comes_first(furnished: Connection) -> None:
    link(furnished, dispatched(furnished))
    use(furnished, Act.ACCEPT)
    page = shown(furnished, Language.ZH)
    assert "受理：2026-11-23 09:00 已收到" in page
    assert "请先围挡警示" in page
    assert 'value="repair"' not in page
    after = use(furnished, Act.MAKE_SAFE, photo=photo())
    page = shown(furnished, Language.ZH)
    assert "请先围挡警示" not in page
    assert 'value="repair"' in page
    (sha256,) = owners.photos_of(links.look(furnished, after, now=NOW))
    assert f'src="/o/secret/photos/{sha256}"' in page


@pytest.mark.parametrize("language", list(Language))
def test_a_dead_link_tells_why_and_no_more(language: Language) -> None:
    pages = {owners.void(frame(language), why) for why in (*End, None)}
    assert len(pages) == len(End) + 1
    for why in End:
        page = owners.void(frame(language), why)
        assert pick(ENDS[why], language) in page
        assert "<form" not in page


@pytest.mark.parametrize("language", list(Language))
def test_an_owner_who_has_answered_is_thanked_and_not_told_of_a_void_link(language: Language) -> None:
    thanks, void = (pick(CATALOGUE[name], language) for name in ("owner_received", "owner_void"))
    thanked = {why for why in End if f"<h1>{thanks}</h1>" in owners.void(frame(language), why)}
    assert thanked == {End.REPAIRED, End.NOT_OURS}
    assert f"<h1>{void}</h1>" in owners.void(frame(language), End.REVOKED)
