"""Posts at a place and who holds them, as a print shows them: the holder of a post and nothing else of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

VACANT = "（空缺）"


@dataclass(frozen=True, slots=True)
class Post:
    """A post at a place (the code of a community, grid, micro-grid, building or entrance).

    `holder` is None where it is vacant; `contact`, how they are reached, is for prints that stay inside.
    """

    name_zh: str
    place: str
    holder: str | None
    deputy: str | None = None
    contact: str = ""

    @property
    def words(self) -> str:
        """Who holds it, and their deputy."""
        held = self.holder or VACANT
        return f"{held}（副：{self.deputy}）" if self.deputy else held


def at(posts: Sequence[Post], *places: str) -> list[Post]:
    """Those at some places, in the order of the places."""
    return [post for place in places for post in posts if post.place == place]


def said(posts: Sequence[Post], *places: str) -> list[str]:
    """Posts of places, who holds them and how they are reached, a line each: for prints that stay inside."""
    return [" ".join(filter(None, (post.name_zh, post.words, post.contact))) for post in at(posts, *places)]


def called(posts: Sequence[Post], place: str) -> str:
    """Who holds the posts of a place and how they are reached, without the names of the posts."""
    return "；".join(" ".join(filter(None, (post.words, post.contact))) for post in at(posts, place))
