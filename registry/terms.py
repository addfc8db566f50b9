"""What somebody may mean by a line typed into the search box: places, a number, a kind of thing. Pure.

Full-width digits, spaces, dashes, traditional characters and the many words for a crossing are forgiven.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from registry.pinyin import is_han, spell

LONGEST = 80
"""As much of a line as is read."""

COVER_WORDS = ("窨井盖", "古力盖", "马葫芦盖", "沙井盖", "井盖", "古力", "马葫芦", "窨井", "manhole cover", "manhole")
"""What people call any cover; words for one class come with the classes."""

_DASHES = re.compile(r"\s*[‐‑‒–—―−﹣~～]\s*")
_NUMBER = re.compile(
    r"(?P<number>[甲乙丙丁]?[0-9]+(?:\s*[-之]\s*[0-9]+)?)\s*(?P<mark>号楼|号院|號樓|號院|号|號|栋|幢|楼|hao\b)?"
)
_CROSSING = re.compile(
    r"(?:十字|丁字|交叉|交汇)?(?:路口|交口|交界口)|交叉口|交叉处|交汇处|相交处?|交界处?|口$|\blukou\b"
)
_NEARBY = re.compile(r"附近|旁边|周边|门口|的|\bnear\b|\bthe\b|\bof\b")
_APART = re.compile(r"[\s,，、;；/|&+×@·.。:：()（）\[\]【】\"'“”_-]+|\band\b")
_JOINS = "与和跟同及與"
_JOIN_SOUNDS = frozenset({"yu", "he", "gen", "tong", "ji", "de"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name the register knows: a street, community, road or compound, with its pinyin."""

    kind: str
    code: str
    name_zh: str
    pinyin: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line says: names in the order they stand (several rows where several bear one), and what is left.

    `number` is a door or building number without its words; `classes` are class codes; `loose` are parts that are no
    full name: beginnings, initials, other spellings.
    """

    names: tuple[tuple[Name, ...], ...]
    loose: tuple[str, ...]
    number: str | None
    crossing: bool
    classes: frozenset[str]


def tidy(text: str) -> str:
    """The line made plain: half-width, lower case, one kind of dash, single spaces; cut at 80 characters."""
    plain = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).lower()
    plain = "".join(char if char.isprintable() else " " for char in plain)
    return " ".join(_DASHES.sub("-", plain).split())[:LONGEST].strip()


def squeeze(text: str) -> str:
    """The line without spaces, dashes and points, as codes are compared."""
    return re.sub(r"[\s\-.,，、]+", "", text)


def interpret(text: str, *, names: Iterable[Name], words: Mapping[str, frozenset[str]]) -> Asked:
    """Read a tidy line, given names that may stand in it and the words for classes (word → class codes)."""
    groups, rest = _take_names(text, list(names))
    classes, rest = _take_classes(rest, words)
    number, rest = _take_number(rest)
    crossing = _CROSSING.search(rest) is not None
    rest = _NEARBY.sub(" ", _CROSSING.sub(" ", rest))
    return Asked(groups, _loose(rest, after_names=bool(groups)), number, crossing, classes)


def _take_names(text: str, names: Sequence[Name]) -> tuple[tuple[tuple[Name, ...], ...], str]:
    """Names written in full; else, in a line of other characters, names that sound the same."""
    found = _spans(text, [(name, name.name_zh) for name in names])
    if not found:
        sounds = spell(text)
        found = _spans(sounds, [(name, name.pinyin) for name in names if len(name.pinyin) > 3])
        text = sounds if found else text
    rest = text
    for start, end in sorted(found, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return tuple(tuple(found[span]) for span in sorted(found)), rest


def _spans(text: str, written: Sequence[tuple[Name, str]]) -> dict[tuple[int, int], list[Name]]:
    """Where names stand in the text; the longest wins where two overlap."""
    hits: list[tuple[int, int, Name]] = []
    for name, form in written:
        pattern = r"\s*".join(map(re.escape, form.lower()))
        hits += [(*found.span(), name) for found in re.finditer(pattern, text) if form]
    taken: dict[tuple[int, int], list[Name]] = {}
    for start, end, name in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0], hit[2].kind, hit[2].code)):
        if all(end <= other[0] or start >= other[1] or other == (start, end) for other in taken):
            taken.setdefault((start, end), []).append(name)
    return taken


def _take_classes(text: str, words: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], str]:
    """The longest word for a class that stands in the text (in Latin letters: as a whole word)."""
    for word in sorted(words, key=lambda word: (-len(word), word)):
        forms = {word.lower(), spell(word)}
        pattern = "|".join(
            re.escape(form) if any(map(is_han, form)) else rf"\b{re.escape(form)}s?\b" for form in sorted(forms) if form
        )
        if pattern and (found := re.search(pattern, text)):
            return words[word], f"{text[: found.start()]} {text[found.end() :]}"
    return frozenset(), text


def _take_number(text: str) -> tuple[str | None, str]:
    found = _NUMBER.search(text)
    if found is None:
        return None, text
    number = re.sub(r"\s*[-之]\s*", "-", found["number"])
    return number, f"{text[: found.start()]} {text[found.end() :]}"


def _loose(rest: str, *, after_names: bool) -> tuple[str, ...]:
    parts: list[str] = []
    for part in _APART.split(rest):
        whole = part.strip(_JOINS) if after_names or part in _JOINS else part
        halves = re.fullmatch(rf"(.{{2,}}?)[{_JOINS}](.{{2,}})", whole)
        parts += halves.groups() if halves else [whole]
    kept = ["".join(char for char in part if char.isalnum()) for part in parts]
    kept = [part for part in kept if not (after_names and part in _JOIN_SOUNDS)]
    return tuple(part for part in kept if len(part) > 1 or (part and is_han(part)))[:4]
