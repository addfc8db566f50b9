import secrets

import pytest

from api.access.common import is_common, words


def test_the_list_has_some_thousand_words() -> None:
    assert len(words()) > 3000
    assert {"a123456", "woaini520", "5201314", "qq123456", "shibei", "qingdao", "chengguan"} <= words()
    assert all(word == word.lower() for word in words())


@pytest.mark.parametrize(
    "password",
    [
        "a123456789", "woaini1314520", "woaini1314!!", "5201314520", "qq123456qq123456", "1234567890", "qwertyuiop",
        "poiuytrewq", "1qaz2wsx3edc", "aaaaaaaaaa", "abcabcabcabc", "Qingdao@2026", "shibei370203", "ShiBei_12345!",
        "chengguan12319", "P@ssw0rd2026", "wangwei19900101", "zxcvbnm,./123", "admin@qingdao1", "!!!!!!!!!!",
        "一一一一一一一一一一",
        "2026010120260102", "19900101900101",
    ],
)  # fmt: skip
def test_what_everybody_tries_is_common(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "another good one", "Tk7#vmuz!pQ2", "我爱青岛的海和海边的风", "lanmao xihuan chi yu"],
)
def test_what_nobody_tries_is_not(password: str) -> None:
    assert not is_common(password)


def test_random_ones_are_not_common() -> None:
    assert not [one for one in (secrets.token_urlsafe(9) for _ in range(500)) if is_common(one)]
