"""From the words of a request to its matter, and from its matter and place to the organisation answering. Pure.

`Matters.propose` is the one place that decides it; whoever asks gives the matters of the table.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inspections.tickets.workflow import Words

_STREET_DIGITS = 9


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
    """Who should answer, and why; `assignee_code` is None where nobody is known: the desk decides."""

    matter_code: str | None
    assignee_code: str | None
    reason: Words


class Matters:
    """The matters of the table, ready to be looked for in many texts."""

    def __init__(
        self, matters: Sequence[Matter], *, organisations: Sequence[str], street_offices: Mapping[str, str]
    ) -> None:
        """`organisations` are the codes of the register, `street_offices` theirs by the 9 digits of the street."""
        self.by_code = {matter.code: matter for matter in matters}
        self._by_word = {word: matter.code for matter in reversed(matters) for word in (matter.name.zh, *matter.words)}
        known = sorted(self._by_word, key=lambda word: (-len(word), word))
        self._words = re.compile("|".join(map(re.escape, known)) or r"(?!)")
        self._organisations = frozenset(organisations)
        self._offices = street_offices
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

    def propose(self, said: str, *, matter_code: str | None, area_code: str) -> Proposal:
        """The matter (as given, else by the words) and the organisation answerable for it at this place."""
        code = matter_code if matter_code in self.by_code else self.find(said)
        if code is None:
            return Proposal(None, None, Words("事项不明，由受理台确定", "which matter it is the desk decides"))
        matter = self.by_code[code]
        if matter.by_street:
            assignee = self._offices.get(area_code[:_STREET_DIGITS])
            why = Words(f"属地：{matter.name.zh}由所在街道办理", f"{matter.name.en}: the street office of the place")
        else:
            assignee = matter.department_code
            why = Words(f"属事：{matter.name.zh}由主管单位办理", f"{matter.name.en}: by duty")
        if assignee not in self._organisations:
            return Proposal(
                code, None, Words(f"{matter.name.zh}：责任单位未登记", f"{matter.name.en}: nobody registered")
            )
        return Proposal(code, assignee, why)
