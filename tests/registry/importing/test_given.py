"""Codes that come with things are kept, and never borne twice."""

import pandas as pd

from registry.importing.given import adopted, aliases, check_given

NEW, OLD = "99010101002000001", "9901010102000001"


def _rows(*given: str | None, known: bool = False) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "given_code": pd.Series(given, dtype=object),
            "division": "990101",
            "class_code": "01002",
            "known": known,
            "code": "99010101002000001",
        }
    )


def _reasons(rows: pd.DataFrame, taken: set[str]) -> dict[int, str]:
    found = check_given(rows, taken=taken)
    return dict(zip(found["row_no"], found["reason"], strict=True))


def test_codes_fit_their_thing() -> None:
    rows = _rows(NEW, OLD, None, "99010201002000002", "99010101003000003", "9901020102000004")
    assert _reasons(rows, set()) == {3: "code_mismatch", 4: "code_mismatch", 5: "code_mismatch"}


def test_codes_are_borne_once() -> None:
    assert _reasons(_rows(NEW, NEW, None, None), set()) == {1: "code_taken"}
    assert _reasons(_rows(NEW, OLD), {OLD}) == {1: "code_taken"}
    assert _reasons(_rows(NEW, OLD, known=True), {NEW, OLD}) == {}


def test_the_new_form_is_taken_over_the_old_one_is_an_alias() -> None:
    rows = _rows(NEW, OLD, None)
    assert adopted(rows["given_code"]).tolist() == [True, False, False]
    assert aliases(rows).to_numpy().tolist() == [["GB/T 30428.2-2013", OLD, NEW]]
    assert aliases(_rows(None)).empty
