"""Chinese names in Latin letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.pinyin import english, initials, spell, syllables

NAMES = {
    "辽宁路": ("liaoninglu", "lnl", "Liaoning Road"),
    "热河路": ("rehelu", "rhl", "Rehe Road"),
    "益都路": ("yidulu", "ydl", "Yidu Road"),
    "单县路": ("shanxianlu", "sxl", "Shanxian Road"),
    "重庆路": ("chongqinglu", "cql", "Chongqing Road"),
    "长清路": ("changqinglu", "cql", "Changqing Road"),
    "浮山新区街道": ("fushanxinqujiedao", "fsxqjd", "Fushan New Area Subdistrict"),
    "西安路": ("xianlu", "xal", "Xi'an Road"),
    "延安三路": ("yanansanlu", "yasl", "Yan'an 3rd Road"),
    "辽阳西路": ("liaoyangxilu", "lyxl", "Liaoyang West Road"),
    "山东路": ("shandonglu", "sdl", "Shandong Road"),
    "大连路社区": ("dalianlushequ", "dllsq", "Dalian Road Community"),
    "大连路社区居委会": ("dalianlushequjuweihui", "dllsqjwh", "Dalian Road Community"),
    "辽宁路街道": ("liaoninglujiedao", "lnljd", "Liaoning Road Subdistrict"),
    "绿城小区": ("lvchengxiaoqu", "lcxq", "Lücheng Estate"),
    "辽宁路12号院": ("liaoninglu12haoyuan", "lnl12hy", "12 Liaoning Road"),
    "市北第16物流园": ("shibeidi16wuliuyuan", "sbd16wly", "Shibei No. 16 Logistics Park"),
    "市北实验学校（第2校区）": (
        "shibeishiyanxuexiaodi2xiaoqu",
        "sbsyxxd2xq",
        "Shibei Experimental School (No. 2 Campus)",
    ),
    "Massachusetts Ave": ("massachusettsave", "ma", "Massachusetts Ave"),
    "路": ("lu", "l", "Lu"),
    "": ("", "", ""),
}


@pytest.mark.parametrize(("name", "forms"), NAMES.items())
def test_known_names(name: str, forms: tuple[str, str, str]) -> None:
    assert (spell(name), initials(name), english(name)) == forms


def test_traditional_characters_sound_the_same() -> None:
    assert spell("遼寧路") == spell("辽宁路")


@given(st.text(alphabet="辽宁热河益都大连东西中一二路街社区小号12 Aé·", max_size=12))
def test_any_name_has_forms(name: str) -> None:
    assert len(initials(name)) <= len(spell(name))
    assert spell(name) == "".join(syllables(name))
    assert not any("一" <= char <= "鿿" for char in english(name) + spell(name))
