"""Posts in words: holders, deputies, vacancies."""

from maps.prints.posts import VACANT, Post, at, called, said

POSTS = [Post("网格长", "g", "W-31", "W-32"), Post("微网格长", "c", None), Post("网格员", "g", "W-7")]


def test_posts_stand_in_the_order_of_places() -> None:
    assert [post.name_zh for post in at(POSTS, "c", "g")] == ["微网格长", "网格长", "网格员"]
    assert at(POSTS, "x") == []


def test_who_holds_them() -> None:
    assert said(POSTS, "g") == ["网格长 W-31（副：W-32）", "网格员 W-7"]
    assert said(POSTS, "c") == [f"微网格长 {VACANT}"]
    assert said(POSTS, "nowhere") == []
    assert said([Post("网格长", "g", "W-31", contact="内线 12")], "g") == ["网格长 W-31 内线 12"]
    assert called([*POSTS, Post("网格员", "c", "W-9", contact="内线 9")], "c") == f"{VACANT}；W-9 内线 9"
