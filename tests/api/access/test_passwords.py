import pytest

from api.access.passwords import hash_password, outdated, password_fits
from registry.errors import Invalid


def test_a_password_fits_its_own_hash_alone() -> None:
    stored = hash_password("correct horse battery", login="anna")
    assert stored.startswith("$argon2id$")
    assert password_fits(stored, "correct horse battery")
    assert not password_fits(stored, "correct horse batterY")
    assert not outdated(stored)


def test_the_same_characters_typed_another_way_fit() -> None:
    assert password_fits(hash_password("ｐａｓｓwörd-1234", login="anna"), "passwörd-1234")


@pytest.mark.parametrize("weak", ["", "short", "x" * 257, "anna123456", "correct anna horse", "a123456789"])
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(Invalid):
        hash_password(weak, login="anna")


@pytest.mark.parametrize("stored", [None, "", "no hash at all"])
def test_nothing_fits_where_no_password_is_stored(stored: str | None) -> None:
    assert not password_fits(stored, "nobody has this password")
