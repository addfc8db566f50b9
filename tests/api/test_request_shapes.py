"""What is said of requests has no room for who asked, but at the doors meant for it."""

from uuid import UUID

from api.request_shapes import LifeAnswer, ReceiptAnswer, RequestAnswer, RequestList
from inspections.requests.intake import Receipt
from inspections.requests.life import STATES, STEPS
from inspections.requests.listing import Listed, Page
from tests.conftest import NOW
from tests.inspections.requests.test_request import FRESH


def test_a_request_has_no_person_and_no_key() -> None:
    assert not {"name", "phone", "address", "key", "person"} & RequestAnswer.model_fields.keys()
    page = RequestList.of(Page([Listed(FRESH, None, None)], None), now=NOW)
    assert page.requests[0].number == FRESH.number


def test_a_receipt_has_its_link() -> None:
    receipt = Receipt(FRESH.id, FRESH.number, UUID(int=1), NOW, same=False)
    assert ReceiptAnswer.of(receipt, public_url="https://x/").link == f"https://x/r/{FRESH.number}?key={UUID(int=1)}"


def test_the_life_is_whole() -> None:
    whole = LifeAnswer.whole()
    assert [one.code for one in whole.states] == list(STATES)
    assert len(whole.steps) == len(STEPS)
