from api.reference import FILE, reference


def test_the_page_is_what_the_program_says() -> None:
    assert FILE.read_text("utf-8") == reference(), "run: python -m api.reference"
