"""Chinese names in Latin letters. Pure.

As typed (`liaoninglu`, `lnl`) and as read on an English page (`Liaoning Road`).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

# Place names whose characters are commonly read another way; roads of Qingdao carry the names of towns.
_READINGS = {
    "益都": "yì dū", "乐陵": "lào líng", "单县": "shàn xiàn", "什邡": "shí fāng", "长治": "cháng zhì",
    "会稽": "kuài jī", "朝阳": "cháo yáng", "长清": "cháng qīng", "漯河": "luò hé",
    "铅山": "yán shān", "渑池": "miǎn chí", "尉犁": "yù lí",
}  # fmt: skip

# What stands at the end of a name, longest first.
_ENDS = (
    ("社区卫生服务中心", "Community Health Centre"), ("便民服务中心", "Service Centre"),
    ("养老服务中心", "Care Centre for the Elderly"), ("社区居委会", "Community"), ("街道办事处", "Subdistrict"),
    ("文化中心", "Cultural Centre"), ("农贸市场", "Farmers' Market"), ("便民市场", "Market"),
    ("实验学校", "Experimental School"), ("口袋公园", "Pocket Park"), ("商务楼宇", "Office Building"),
    ("立交桥", "Interchange"), ("高架路", "Elevated Road"), ("快速路", "Expressway"),
    ("幼儿园", "Kindergarten"), ("派出所", "Police Station"), ("工业园", "Industrial Park"),
    ("科技园", "Technology Park"), ("物流园", "Logistics Park"), ("社区", "Community"), ("新区", "New Area"),
    ("街道", "Subdistrict"), ("小区", "Estate"), ("公园", "Park"), ("广场", "Square"), ("大道", "Avenue"),
    ("大街", "Street"), ("支路", "Branch Road"), ("胡同", "Hutong"), ("隧道", "Tunnel"), ("大桥", "Bridge"),
    ("花园", "Garden"), ("家园", "Homes"), ("新村", "New Village"), ("大厦", "Tower"),
    ("小学", "Primary School"), ("中学", "Middle School"), ("大学", "University"), ("医院", "Hospital"),
    ("市场", "Market"), ("车站", "Station"), ("仓储", "Warehouse"), ("校区", "Campus"), ("学校", "School"),
    ("中心", "Centre"), ("路", "Road"), ("街", "Street"), ("巷", "Lane"), ("桥", "Bridge"), ("河", "River"),
    ("区", "District"),
)  # fmt: skip
_ROADS = {"Road", "Street", "Avenue"}
_NAMED_AFTER_ROADS = {"Community", "Subdistrict", "Estate"}
_WITHIN = {"东": "East", "西": "West", "南": "South", "北": "North", "中": "Middle"} | {
    "一": "1st", "二": "2nd", "三": "3rd", "四": "4th", "五": "5th",
    "六": "6th", "七": "7th", "八": "8th", "九": "9th", "十": "10th",
}  # fmt: skip
_ASIDE = re.compile(r"(?P<name>.+)[（(](?P<aside>.+)[）)]")
_PLATE = re.compile(r"(?P<road>.*[路街巷道])(?P<number>[0-9]+)号院?(?P<rest>.*)")


@lru_cache(maxsize=1)
def _reader() -> Callable[..., list[str]]:
    """pypinyin with our readings; its dictionary of a hundred thousand phrases is read when the first name is."""
    from pypinyin import lazy_pinyin, load_phrases_dict  # noqa: PLC0415

    load_phrases_dict({name: [[syllable] for syllable in said.split()] for name, said in _READINGS.items()})
    return lazy_pinyin


def is_han(char: str) -> bool:
    """Whether a character is Chinese."""
    return "㐀" <= char <= "鿿"


@lru_cache(maxsize=4096)
def syllables(name: str) -> tuple[str, ...]:
    """One lower-case syllable for each Chinese character (ü as v), and each other word or number as it is."""
    plain = unicodedata.normalize("NFKC", name).lower()
    words = re.findall(r"[^\W_]+", plain)
    return tuple(part for word in words for part in _reader()(word))


def spell(name: str) -> str:
    """The name as typed in full: `辽宁路` → `liaoninglu`."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """The name as typed in a hurry: `辽宁路` → `lnl`; other words give their first letter, numbers stay."""
    return "".join(part[0] if part.isalpha() else part for part in syllables(name))


@lru_cache(maxsize=4096)
def english(name: str) -> str:
    """The name for an English page: `辽阳西路` → `Liaoyang West Road`. A name without Chinese stays as it is.

    Proper nouns are written in Hanyu Pinyin (GB/T 16159), the kind of thing in English.
    """
    if not any(map(is_han, name)):
        return name
    aside = _ASIDE.fullmatch(name)
    if aside is not None:
        return f"{english(aside['name'])} ({english(aside['aside'])})"
    plate = _PLATE.fullmatch(name)
    if plate is not None:
        rest = f", {english(plate['rest'])}" if plate["rest"] else ""
        return f"{plate['number']} {english(plate['road'])}{rest}"
    return _with_end(name)


def _with_end(name: str) -> str:
    """A name whose last part says what kind of thing it is, if it does."""
    zh, end = next(((zh, en) for zh, en in _ENDS if name.endswith(zh) and len(name) > len(zh)), ("", ""))
    stem = name.removesuffix(zh)
    if end in _NAMED_AFTER_ROADS:
        return f"{english(stem)} {end}"
    if end in _ROADS and len(stem) > 2 and stem[-1] in _WITHIN:
        return f"{_proper(stem[:-1])} {_WITHIN[stem[-1]]} {end}"
    return f"{_proper(stem)} {end}".strip()


def _proper(stem: str) -> str:
    """One capitalised word for each run of Chinese: `延安` → `Yan'an`, `市北第16` → `Shibei No. 16`."""
    stem = re.sub(r"第([0-9]+)", r" No. \1 ", stem)
    words = []
    for han, run in groupby(stem, is_han):
        text = "".join(run)
        words.append(_joined(_reader()(text, v_to_u=True)) if han else text.strip())
    return " ".join(word for word in words if word)


def _joined(parts: list[str]) -> str:
    """Syllables as one word; an apostrophe keeps a syllable that begins with a vowel apart (GB/T 16159)."""
    word = parts[0] + "".join(f"'{part}" if part[0] in "aeo" else part for part in parts[1:])
    return word[:1].upper() + word[1:]
