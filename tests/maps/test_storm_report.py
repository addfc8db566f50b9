"""The page of a storm says its figures and every line, in both languages, and loads nothing."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from inspections.guards.aftermath import Hazard, figures
from inspections.guards.report import Report
from inspections.guards.storms import Event, Level, Storm
from inspections.tickets.terms import Words
from maps import storm_report
from maps.panorama import Imprint
from maps.words import Language

AT = datetime(2026, 7, 1, tzinfo=UTC)


def minute(n: float) -> datetime:
    return AT + timedelta(minutes=n)


def made(place: str = "辽宁路") -> Report:
    hazards = [
        Hazard(
            "20260701-00001", Words(place, "Liaoning"), Words("缺失", "missing"), True, minute(0), minute(20), None, ()
        ),
        Hazard("20260701-00002", Words(place, "Liaoning"), Words("破损", "broken"), False, minute(5), None, None, ()),
    ]
    storm = Storm(uuid4(), "370203", Level.ORANGE, "storm", 90, minute(0), "desk", minute(120), "desk", 2)
    counted, lines = figures(hazards, [], watchers=4, begins_at=minute(0), ends_at=minute(120), now=minute(200))
    return Report(
        storm, counted, lines, [], [Event(uuid4(), 1, "declare", "orange", AT, "desk", "气象台")], minute(200)
    )


@pytest.mark.parametrize(("language", "words"), [(Language.ZH, "期间上报隐患"), (Language.EN, "hazards reported")])
def test_figures_and_lines(language: Language, words: str) -> None:
    page = storm_report.render(made(), language=language, imprint=Imprint(operator="中心"))
    for said in (words, "20260701-00001", "20260701-00002", "<b>120</b>", "中心", "气象台", "2026-07-01 08:00"):
        assert said in page, said
    assert "src=" not in page


def test_words_of_people_are_no_markup() -> None:
    assert "<i>x" not in storm_report.render(made("<i>x"), language=Language.ZH, imprint=Imprint())
