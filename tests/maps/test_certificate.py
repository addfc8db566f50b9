"""The certificate as a page."""

from dataclasses import replace
from datetime import UTC, datetime

from inspections.tickets.workflow import Words
from maps.certificate import Certificate, Event, Frame, Line, Place, Trouble, render
from maps.panorama import Imprint
from maps.words import Language
from tests.maps.test_residents import COVER, NOW

INSIDE = replace(COVER, inside=True)


def page(certificate: Certificate = COVER, language: Language = Language.ZH, **others: str) -> str:
    imprint = Imprint(approval="鲁S(2026)1号", operator="某中心", privacy_url="/privacy")
    frame = Frame(language=language, path="/id/1", imprint=imprint, hotline="12345", others=others)
    return render(certificate, frame)


def test_what_it_is_stands_first_and_large() -> None:
    found = page()
    assert found.startswith("<!doctype html>")
    assert '<h1 class="spoken">大连路 1234-5</h1>' in found
    assert "<span>370203</span><span>01</span><span>002</span><span>000001</span>" in found
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in found
    for part in ("鲁S(2026)1号", "某中心", "/privacy", "tel:12345", "报上编号 大连路 1234-5"):
        assert part in found


def test_the_same_facts_are_the_same_bytes() -> None:
    assert page() == page()


def test_dangers_come_first_with_what_to_do() -> None:
    found = page()
    assert found.index("先离开井口") < found.index("report?defect=missing") < found.index("report?defect=noise")
    assert "report?defect" not in page(replace(COVER, choices=(), status="removed"))
    assert "不再受理" in page(replace(COVER, choices=(), status="removed"))


def test_staff_read_before_they_report() -> None:
    story = (Event(at=NOW, words=Words("登记", "entered")),)
    found, inside = page(replace(COVER, story=story)), page(replace(INSIDE, story=story))
    assert found.index("report?defect") < found.index("登记")
    assert inside.index("登记") < inside.index("report?defect")
    assert "2026-11-24 01:00" in inside
    assert "01:00" not in found
    assert "/login" in found
    assert "/login" not in inside


def test_english_with_the_way_back() -> None:
    found = page(language=Language.EN, kind="grid")
    assert '<html lang="en">' in found
    assert "Sewage cover" in found
    assert 'href="/id/1?kind=grid&amp;lang=zh-CN" lang="zh-CN"' in found


def test_what_is_open_and_what_became_of_it() -> None:
    trouble = Trouble(defect=Words("缺失", "missing"), state=Words("处置中", "in hand"), colour="#fff", hazard=True,
                      reported_at=datetime(2026, 11, 1, 1, tzinfo=UTC))  # fmt: skip
    found = page(replace(COVER, troubles=(trouble,)))
    assert "缺失" in found
    assert "2026-11-01 上报" in found
    assert "没有未办结的问题" not in found
    assert "没有未办结的问题" in page(replace(COVER, troubles=()))
    assert "没有未办结的问题" not in page(replace(COVER, troubles=None))
    merged = Line(
        label=Words("并入", "merged into"), value=Words("37020301002000002", "37020301002000002"), href="/id/2"
    )
    assert 'href="/id/2"' in page(replace(COVER, became=(merged,)))


def test_a_place_is_told_with_its_roundness() -> None:
    place = Place(lon=120.3751234567, lat=36.1, rounded_to_m=10)
    found = page(replace(COVER, position=place))
    assert "geo:36.1,120.375123" in found
    assert "精确到约 10 米" in found


def test_words_of_the_register_are_escaped() -> None:
    found = page(
        replace(
            COVER, heading=Words("<b>盖</b>", "x"), details=(Line(label=Words("a", "a"), value=Words("<i>", "<i>")),)
        )
    )
    assert "<b>" not in found
    assert "<i>" not in found
