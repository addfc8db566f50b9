"""Pages of whoever asks."""

from uuid import UUID

from inspections.requests.life import State
from inspections.requests.listing import Listed
from inspections.tickets.workflow import Words
from maps import requests as pages
from maps.certificate import Frame
from maps.panorama import Imprint
from maps.request_words import PLAIN
from maps.requests import Filled
from maps.words import Language
from tests.inspections.requests.test_request import FRESH

FRAME = Frame(language=Language.EN, path="/r", imprint=Imprint(), hotline="12345")


def test_the_form_says_again_what_was_filled_in() -> None:
    filled = Filled(said="<b>路灯</b>", street="370203005")
    page = pages.form(
        [("370203005", Words("辽宁路", "Liaoning"))], UUID(int=1), "t", FRAME, filled=filled, fault="fault_said"
    )
    assert "&lt;b&gt;路灯" in page
    assert 'value="370203005" selected' in page
    assert "Say what it is about" in page
    assert filled.texts()[1] in filled.texts()


def test_each_state_is_said_plainly() -> None:
    assert {pages.state_words(FRESH).zh} == {"已收到，等待受理"}
    address = "https://jg.example/r/1?key=2"
    page = pages.state(Listed(FRESH, None, Words("路灯所", "Lamps")), FRAME, address=address)
    assert f'href="{address}"' in page
    assert FRESH.number in page
    assert "Lamps" not in page  # nothing was given to anybody yet
    assert set(PLAIN) == set(State)
