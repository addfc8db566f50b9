import itertools

import pytest

from api.access.owing import EnrolmentRequired, Owes, PasswordChangeRequired, SecondFactorRequired, owed, refusal
from registry.errors import Forbidden

FLAGS = ("must_change_password", "enrolled", "shown", "administrator", "asked")


def test_whoever_knows_the_password_alone_changes_nothing() -> None:
    for values in itertools.product((False, True), repeat=5):
        given = dict(zip(FLAGS, values, strict=True))
        found = owed(**given)
        if given["asked"] and given["enrolled"] and not given["shown"]:
            assert found is Owes.SECOND_FACTOR
        elif given["must_change_password"]:
            assert found is Owes.PASSWORD
        elif given["asked"] and given["administrator"] and not given["enrolled"]:
            assert found is Owes.ENROLMENT
        else:
            assert found is None


@pytest.mark.parametrize(
    ("owes", "kind", "code"),
    [
        (Owes.SECOND_FACTOR, SecondFactorRequired, "second_factor_required"),
        (Owes.PASSWORD, PasswordChangeRequired, "password_change_required"),
        (Owes.ENROLMENT, EnrolmentRequired, "second_factor_enrolment_required"),
    ],
)
def test_each_refusal_has_a_word_and_says_what_to_do(owes: Owes, kind: type[Forbidden], code: str) -> None:
    error = refusal(owes)
    assert (type(error), error.code, error.fields["owes"]) == (kind, code, owes.value)
    assert "/api/v1/" in error.message
