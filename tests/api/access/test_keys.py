from api.access import keys


def test_keys_are_long_and_never_alike() -> None:
    made = {make() for make in (keys.new_session_key, keys.new_token, keys.new_link) for _ in range(100)}
    assert len(made) == 300
    assert all(len(key) >= 43 for key in made)


def test_tokens_carry_a_mark_by_which_a_leak_is_found() -> None:
    assert keys.new_token().startswith("jingge_")


def test_what_is_stored_is_a_digest_of_any_text() -> None:
    assert len(keys.digest("\ud800")) == 32
    assert keys.digest("a") != keys.digest("b")
    assert keys.same("a", "a")
    assert not keys.same("a", "")
