"""Names and texts as a shapefile holds them."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from registry.exporting.names import fit, short_names


def test_names_are_cut_and_none_is_there_twice() -> None:
    names = ["code", "fall_net", "fall_net_installed_on", "fall_net_i", "FALL_NET_Installed", "segment_code"]
    assert short_names(names) == {
        "code": "code",
        "fall_net": "fall_net",
        "fall_net_installed_on": "fall_net_2",
        "fall_net_i": "fall_net_i",
        "FALL_NET_Installed": "FALL_NET_3",
        "segment_code": "segment_co",
    }


@given(st.lists(st.text("abAB_", min_size=1, max_size=14), unique_by=str.lower))
def test_short_names_are_short_and_differ(names: list[str]) -> None:
    short = short_names(names)
    assert list(short) == names
    assert all(len(name) <= 10 for name in short.values())
    assert len({name.lower() for name in short.values()}) == len(names)


def test_texts_are_cut_between_letters_and_counted() -> None:
    texts = ["长" * 85, "长" * 84, "a" * 255, None, "b", "长" * 85]
    fitted = fit(pa.array(texts), "UTF-8")
    assert fitted.column.to_pylist() == ["长" * 84, "长" * 84, "a" * 254, None, "b", "长" * 84]
    assert (fitted.cut, fitted.lost) == (3, 0)
    assert fit(pa.array(texts), "UTF-8", whole=True).column.to_pylist() == [None, "长" * 84, None, None, "b", None]


def test_letters_that_gbk_lacks_are_told() -> None:
    fitted = fit(pa.array(["污水井", "𠮷①", "é😀"]), "GBK")
    assert fitted.column.to_pylist() == ["污水井", "?①", "é?"]
    assert (fitted.cut, fitted.lost) == (0, 2)


@given(st.lists(st.none() | st.text(max_size=30)), st.sampled_from(["UTF-8", "GBK"]), st.integers(4, 40))
def test_what_comes_out_fits(texts: list[str | None], encoding: str, longest: int) -> None:
    kept = fit(pa.array(texts, pa.string()), encoding, longest=longest)
    for text, was in zip(kept.column.to_pylist(), texts, strict=True):
        assert (text is None) == (was is None)
        if text is not None and was is not None:
            assert len(text.encode(encoding)) <= longest
            if len(was.encode(encoding, errors="replace")) <= longest:
                assert text == was.encode(encoding, errors="replace").decode(encoding)
    assert kept.cut + kept.lost <= 2 * len(texts)
