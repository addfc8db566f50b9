"""Which class of assets a word of a file means: a code, a name, or what people say. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from registry.importing.vocabulary import plain

_CODE = re.compile("[0-9]{5}")
_LIKE = re.compile("井盖|窨井|检查井|阀门井|雨篦|箅子|水篦|古力|盖板|manhole|catch ?basin|cover|gully", re.IGNORECASE)
_ENDS = (
    "检查井盖",
    "窨井盖",
    "井盖",
    "检查井",
    "古力盖",
    "古力",
    "窨井",
    "阀门井",
    "井",
    "covers",
    "cover",
    "manholes",
    "manhole",
)
_BEGINNING = 4  # letters of an English word that must agree: heat, heating


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class of the register and all it is called: names, the older code, what people say."""

    code: str
    names: tuple[str, ...]
    is_cover: bool


@dataclass(frozen=True)
class Classes:
    """The classes of the register, to look words up; without any, only codes of five digits are understood."""

    known: Sequence[ClassName] = field(default=())

    @cached_property
    def _whole(self) -> Mapping[str, str]:
        return {plain(name): one.code for one in self.known for name in (one.code, *one.names)}

    @cached_property
    def _short(self) -> Mapping[str, str]:
        found: dict[str, set[str]] = {}
        for one in self.known:
            for name in one.names:
                found.setdefault(_stem(plain(name)), set()).add(one.code)
        return {stem: next(iter(codes)) for stem, codes in found.items() if stem and len(codes) == 1}

    @cached_property
    def covers(self) -> frozenset[str]:
        """Codes of the classes that are covers."""
        return frozenset(one.code for one in self.known if one.is_cover)

    def code(self, word: str) -> str | None:
        """The code of the one class that a word means; None for none, or where it may be several."""
        if not self.known:
            return word if _CODE.fullmatch(word) else None
        name = plain(word)
        stem = _stem(name)
        exact = self._whole.get(name) or self._short.get(stem)
        if exact or not (stem.isascii() and len(stem) >= _BEGINNING):
            return exact
        near = {code for short, code in self._short.items() if short.isascii() and short.startswith(stem)}
        return near.pop() if len(near) == 1 else None

    def within(self, text: str) -> str | None:
        """The code of the one class that a text names somewhere, as a name of a file or a layer does."""
        name = plain(text)
        longest = max(
            (whole for whole in self._whole if len(whole) > 2 and not whole.isdigit() and whole in name),
            key=len,
            default=None,
        )
        return self._whole[longest] if longest else None


def is_like_class(word: str) -> bool:
    """Whether a word looks like a class of covers, though nobody knows which."""
    return bool(_LIKE.search(word))


def _stem(name: str) -> str:
    """A name without the word for a cover at its end."""
    return next((name.removesuffix(end) for end in _ENDS if name.endswith(end) and name != end), name)
