"""What a person owes after the password fits, before anything else is done for them. Pure."""

from enum import StrEnum
from typing import ClassVar

from registry.errors import Forbidden


class Owes(StrEnum):
    """What comes next at a sign-in."""

    SECOND_FACTOR = "second_factor"
    PASSWORD = "password_change"  # noqa: S105 - a word for a step, not a secret
    ENROLMENT = "second_factor_enrolment"


class SecondFactorRequired(Forbidden):
    """The password fitted; the code of the second factor is to come."""

    code: ClassVar[str] = "second_factor_required"


class PasswordChangeRequired(Forbidden):
    """Somebody else set the password: the person chooses their own before anything else."""

    code: ClassVar[str] = "password_change_required"


class EnrolmentRequired(Forbidden):
    """An administrator has no second factor yet."""

    code: ClassVar[str] = "second_factor_enrolment_required"


_REFUSALS: dict[Owes, tuple[type[Forbidden], str]] = {
    Owes.SECOND_FACTOR: (
        SecondFactorRequired,
        "send the code of the second factor: POST /api/v1/session/second-factor",
    ),
    Owes.PASSWORD: (PasswordChangeRequired, "choose a password of your own first: PUT /api/v1/password"),
    Owes.ENROLMENT: (EnrolmentRequired, "set up the second factor first: POST /api/v1/second-factor"),
}


def owed(*, must_change_password: bool, enrolled: bool, shown: bool, administrator: bool, asked: bool) -> Owes | None:
    """The first thing owed. `asked`: whether this installation asks for second factors; `shown`: in this session.

    The second factor comes before the password change: who knows the password alone changes nothing.
    """
    if asked and enrolled and not shown:
        return Owes.SECOND_FACTOR
    if must_change_password:
        return Owes.PASSWORD
    if asked and administrator and not enrolled:
        return Owes.ENROLMENT
    return None


def refusal(owes: Owes) -> Forbidden:
    """The error that says what is owed and how it is done."""
    kind, words = _REFUSALS[owes]
    return kind(words, owes=owes.value)
