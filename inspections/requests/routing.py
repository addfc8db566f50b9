"""From the words of a request to its matter, and what the table of matters says about who answers. Pure.

Who answers is decided by the rules of the city (`inspections.routing`) with `Matters.duties` among them: what the table
says holds where no rule of the city that asks for something fits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from inspections.routing.rules import REQUEST, Rule
from inspections.tickets.workflow import Words

KIND = REQUEST
"""The kind by which rules tell requests from tickets."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of `inspections.matter`: what is asked for, by which words it is known, who answers for it by duty.

    `by_street`: the street office of the place (属地), else `department_code` (属事). Days are working days.
    """

    code: str
    name: Words
    words: tuple[str, ...]
    department_code: str | None
    by_street: bool
    answer_days: int
    extension_days: int
    return_days: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who should answer for the matter (属事) and the place (属地), by which rule of which set, and why.

    `assignee_code` is None where nobody is known: the desk decides. `rule_id` is None where no rule of the set decided.
    """

    matter_code: str | None
    assignee_code: str | None
    reason: Words
    territory_org: str | None = None
    set_id: int | None = None
    rule_id: int | None = None

    @property
    def duty(self) -> dict[str, str | int | None]:
        """What is kept of it with the event."""
        return {
            "matter_org": self.assignee_code,
            "territory_org": self.territory_org,
            "set_id": self.set_id,
            "rule_id": self.rule_id,
        }


class Matters:
    """The matters of the table, ready to be looked for in many texts."""

    def __init__(self, matters: Sequence[Matter], *, organisations: Sequence[str]) -> None:
        """`organisations` are the codes of the register that may answer."""
        self.by_code = {matter.code: matter for matter in matters}
        self._by_word = {word: matter.code for matter in reversed(matters) for word in (matter.name.zh, *matter.words)}
        known = sorted(self._by_word, key=lambda word: (-len(word), word))
        self._words = re.compile("|".join(map(re.escape, known)) or r"(?!)")
        self._organisations = frozenset(organisations)
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, said: str) -> str | None:
        """The matter whose words a text says most of, by letters; the first said of equals. None: none of them."""
        letters: dict[str, int] = {}
        for found in self._words.finditer(said):
            code = self._by_word[found[0]]
            letters[code] = letters.get(code, 0) + len(found[0])
        return max(letters, key=letters.__getitem__, default=None)

    def answers(self, organisation_code: str) -> bool:
        """Whether an organisation of the register may answer: every one but a crew."""
        return organisation_code in self._organisations

    def matter_of(self, said: str, given: str | None) -> str | None:
        """The matter as given, where the table has it, else by the words."""
        return given if given in self.by_code else self.find(said)

    @cached_property
    def duties(self) -> tuple[Rule, ...]:
        """What the table says, as rules: by place the street office (属地), else the department (属事).

        A matter whose department is not in the register has none: the desk decides. The longest codes stand first,
        since a rule fits every code that begins so.
        """
        answered = [one for one in self.by_code.values() if one.by_street or one.department_code in self._organisations]
        ordered = sorted(answered, key=lambda one: (-len(one.code), one.code))
        return tuple(_duty(one, id_=-n) for n, one in enumerate(ordered, start=1))


def _duty(matter: Matter, *, id_: int) -> Rule:
    if matter.by_street:
        why = Words(f"属地：{matter.name.zh}由所在街道办理", f"{matter.name.en}: the street office of the place")
    else:
        why = Words(f"属事：{matter.name.zh}由主管单位办理", f"{matter.name.en}: by duty")
    return Rule(
        id_, 0, None, None, None, None, None, matter.department_code, why.zh, why.en,
        kind=KIND, matter_code=matter.code, to_street=matter.by_street, of_matter=True,
    )  # fmt: skip
