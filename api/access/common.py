"""Passwords that everybody tries: a list, runs of the keyboard, and whatever is put together from these alone. Pure.

The list (`common_passwords.txt`) was made by rule from what is generally known: names and words of the place, love and
luck in digits, names with years. A long password made of three such pieces is as quickly guessed as a short one.
"""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "common_passwords.txt"
_MOST_PIECES = 3
_SHORTEST_RUN = 3
# Rows and columns of a keyboard, digits, the alphabet: read both ways.
_LINES = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "147258369", "159357", "741852963", "qweasdzxc", "qazwsxedcrfv",
)  # fmt: skip
# Letters as people replace them.
_SPELLED = str.maketrans("@$!0135", "asioles")


def is_common(password: str) -> bool:
    """Whether a password is of the list, or nothing but at most three pieces that are: words, runs, repetitions, dates.

    Large and small letters, punctuation between the pieces and digits for letters make no difference.
    """
    word = password.lower()
    longest = max(map(len, words()))
    fewest = [0, *[_MOST_PIECES + 1] * len(word)]  # the fewest pieces that reach each place, from the left
    for end in range(1, len(word) + 1):
        if not word[end - 1].isalnum():
            fewest[end] = fewest[end - 1]
        for start in range(max(0, end - max(longest, 40)), end):
            if fewest[start] + 1 < fewest[end] and _is_piece(word[start:end]):
                fewest[end] = fewest[start] + 1
    return fewest[-1] <= _MOST_PIECES


def _is_piece(piece: str) -> bool:
    if piece in words() or piece.translate(_SPELLED) in words():
        return True
    return _is_run(piece) or _repeats(piece) or _is_date(piece)


def _is_run(piece: str) -> bool:
    return len(piece) >= _SHORTEST_RUN and any(piece in line or piece[::-1] in line for line in _LINES)


def _repeats(piece: str) -> bool:
    """One letter, or one group of up to four, over and over."""
    return any(
        len(piece) >= max(_SHORTEST_RUN, 2 * size) and piece == (piece[:size] * len(piece))[: len(piece)]
        for size in (1, 2, 3, 4)
    )


def _is_date(piece: str) -> bool:
    """A year, or a day written in digits."""
    if not (piece.isascii() and piece.isdigit()) or len(piece) not in {4, 6, 8}:
        return False
    century = piece[:2] in {"19", "20"}
    if len(piece) == 4:
        return century
    month, day = piece[-4:-2], piece[-2:]
    return (century or len(piece) == 6) and "01" <= month <= "12" and "01" <= day <= "31"


@cache
def words() -> frozenset[str]:
    """The list, in small letters."""
    lines = _FILE.read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
