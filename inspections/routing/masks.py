"""Many matters routed at once: a mask for each rule over a frame, the same answers as `rules.route`.

Pure. A frame of matters has the columns of `Matter`; None or NaN is what is not known.
"""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from operator import eq

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from inspections.routing.rules import BEGINS, EXACT, HOURS, Rule, by_default

Mask = NDArray[np.bool_]
BY_SIDE = -(2**62)
"""In place of a rule: the side of the road decided. Rules of the table of matters have small negative ids."""


def route_all(matters: pd.DataFrame, rules: Sequence[Rule], *, desk: str | None = None) -> pd.DataFrame:
    """Who answers for each matter: columns assignee_code, rule_id (0: no rule, or BY_SIDE), territory_org.

    Index as given.
    """
    columns = _Columns(matters)
    n = len(matters)
    answer = np.full(n, None, dtype=object)
    rule_id = np.zeros(n, dtype=np.int64)
    left = np.ones(n, dtype=bool)
    owner, street, side = (columns.values(name) for name in ("owner_code", "territory_org", "side_org"))
    beside = columns.known("side_org") & ~columns.known("owner_code")
    for rule in sorted(rules, key=lambda rule: rule.position):
        hit = columns.meets(rule, left)
        if not hit.any():
            continue
        answer[hit] = street[hit] if rule.to_street else owner[hit] if rule.to_owner else rule.assignee_code
        rule_id[hit] = rule.id
        if rule.of_place:
            answer[hit & beside], rule_id[hit & beside] = side[hit & beside], BY_SIDE
        left &= ~hit
    answer[left] = by_default(None, desk).assignee_code
    answer[left & beside], rule_id[left & beside] = side[left & beside], BY_SIDE
    told = {"assignee_code": _told(answer), "rule_id": rule_id, "territory_org": _told(street)}
    return pd.DataFrame(told).set_axis(matters.index)


def meeting(matters: pd.DataFrame, rules: Sequence[Rule]) -> list[Mask]:
    """For each rule, which matters it fits, whatever stands before it."""
    columns = _Columns(matters)
    return [columns.meets(rule, np.ones(len(matters), dtype=bool)) for rule in rules]


def _told(codes: NDArray[np.object_]) -> pd.Series:
    """As objects, so that nobody stays None; pandas would make another word of it."""
    return pd.Series(codes, dtype=object)


def _begins(prefix: str, value: object) -> bool:
    return str(value).startswith(prefix)


class _Columns:
    """The columns of a frame as numbers of few distinct values: a condition looks at each value once."""

    def __init__(self, matters: pd.DataFrame) -> None:
        self._matters = matters
        self._coded: dict[str, tuple[NDArray[np.int64], list[object]]] = {}

    def values(self, name: str) -> NDArray[np.object_]:
        """The column with None for what is not known."""
        codes, distinct = self._of(name)
        found: NDArray[np.object_] = np.array([*distinct, None], dtype=object)[codes]
        return found

    def known(self, name: str) -> Mask:
        """Which rows have a value in the column."""
        found: Mask = self._of(name)[0] >= 0
        return found

    def meets(self, rule: Rule, among: Mask) -> Mask:
        """Which rows of those meet every condition of the rule; texts are read last, of the few that are left."""
        mask = among.copy()
        for name in EXACT:
            if (wanted := getattr(rule, name)) is not None:
                mask &= self._where(name, partial(eq, wanted))
        for name, of in BEGINS:
            if prefix := getattr(rule, name):
                mask &= self._where(of, partial(_begins, prefix))
        if rule.hours is not None:
            mask &= self._where("hours", HOURS[rule.hours].__contains__)
        if rule.to_street or rule.to_owner:
            mask &= self.known("territory_org" if rule.to_street else "owner_code")
        if rule.keyword is not None:
            rows = np.flatnonzero(mask)
            mask[rows] = [any(word in self._texts[row] for word in rule.words) for row in rows]
        return mask

    @cached_property
    def _texts(self) -> list[str]:
        return ["" if text is None else str(text).casefold() for text in self.values("text")]

    def _where(self, name: str, holds: Callable[[object], bool]) -> Mask:
        codes, distinct = self._of(name)
        met = np.array([*(holds(value) for value in distinct), False], dtype=bool)
        found: Mask = met[codes]
        return found

    def _of(self, name: str) -> tuple[NDArray[np.int64], list[object]]:
        if name not in self._coded:
            codes, distinct = pd.factorize(self._matters[name].astype(object), use_na_sentinel=True)
            self._coded[name] = (codes.astype(np.int64), list(distinct))
        return self._coded[name]
