"""Rates are told with what stands above and below the line."""

from api.rate_shapes import RatesAnswer, SampleAnswer
from inspections.requests.calling import Sample
from inspections.requests.figures import By, Figures, Row, as_plain
from inspections.requests.rates import Counts, Definition
from tests.conftest import NOW
from tests.inspections.requests.test_request import FRESH


def test_no_data_is_null() -> None:
    found = Figures(By.MONTH, NOW, NOW, (Row("2026-11", "", Counts(due=2, in_time=1), Counts()),))
    told = RatesAnswer.model_validate(as_plain(found, Definition.STAGES))
    raw, adjusted = told.rows[0].raw.rates[0], told.rows[0].adjusted.rates[0]
    assert (raw.numerator, raw.denominator, raw.value) == (1, 2, 0.5)
    assert (adjusted.denominator, adjusted.value, adjusted.low, adjusted.high) == (0, None, None, None)
    assert raw.of_zh
    assert raw.over_en


def test_a_sample_without_requests() -> None:
    sample = Sample(FRESH.id, NOW, NOW, NOW, 0.1, 1, 0, 0, 0, 0)
    assert SampleAnswer.of(sample, []).picks == []
