import pytest

from api.accept import best

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", JSON),
        ("*/*", JSON),
        (BROWSER, HTML),
        ("application/geo+json", GEOJSON),
        ("application/geo+json;q=0.5, text/html;q=0.4", GEOJSON),
        ("text/*", HTML),
        ("*/*, application/json;q=0", GEOJSON),
        ("image/png", JSON),
        ("text/html;q=many", JSON),
        ("TEXT/HTML; charset=utf-8", HTML),
        (",;,", JSON),
    ],
)
def test_the_form_wanted_most_is_chosen(accept: str, form: str) -> None:
    assert best(accept, (JSON, GEOJSON, HTML)) == form
