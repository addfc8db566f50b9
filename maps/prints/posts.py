"""Posts at a place and who holds them, as a print shows them: the holder of a post and nothing else of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

VACANT = "（空缺）"


@dataclass(frozen=True, slots=True)
class Post:
    """A post at a place (the code of a community, grid, micro-grid or building); `holder` None where it is vacant."""

    name_zh: str
    place: str
    holder: str | None
    deputy: str | None = None

    @property
    def words(self) -> str:
        """Who holds it, and their deputy."""
        held = self.holder or VACANT
        return f"{held}（副：{self.deputy}）" if self.deputy else held


def at(posts: Sequence[Post], *places: str) -> list[Post]:
    """Those at some places, in the order of the places."""
    return [post for place in places for post in posts if post.place == place]


def said(posts: Sequence[Post], *places: str) -> str:
    """Posts of places and who holds them, in one line; what is not known is a line to write on."""
    found = at(posts, *places)
    return "  ".join(f"{post.name_zh} {post.words}" for post in found) if found else ""
