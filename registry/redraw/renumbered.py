"""How many households get another cell number by a plan: told before it is published, for every number on a door plate,
a list and a group chat is one to be changed. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from registry.errors import Invalid

WARN_ABOVE = 0.05
"""The share above which it is warned."""
_NOTHING: Mapping[str, float] = MappingProxyType({})
_SAME: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Renumbered:
    """`share` of the households with a number whose number changes, in all and by community (12 digits).

    `households` had a number, `changed` of them get another; `first` had none and get their first, which is no change.
    """

    share: float
    households: float
    changed: float
    first: float
    by_community: Mapping[str, float] = field(default_factory=lambda: _NOTHING)

    @property
    def is_much(self) -> bool:
        """Whether it is above what a plan should ask of people."""
        return self.share > WARN_ABOVE

    def words(self) -> str:
        """`12.5 % of 1,280 households get another cell number, most in 370203005010 (40 %)`."""
        if not self.households:
            return f"{self.first:,.0f} households get their first cell number, none had one"
        most = max(self.by_community, key=lambda code: self.by_community[code], default="")
        where = f", most in {most} ({self.by_community[most]:.0%})" if most and self.changed else ""
        return f"{self.share:.1%} of {self.households:,.0f} households get another cell number{where}"


def renumbered(demand: pd.DataFrame, became: Mapping[str, str] = _SAME) -> Renumbered:
    """What a plan changes of numbers, by rows of demand with `former` and `cell` (codes; None: none) and `households`.

    `became` are codes of the plan that were published under others. A row that stands once for each of several floors
    has its share of the households in each. Rows that lie in no cell of the plan keep what they have. Raises Invalid
    where a column is missing or households are no number from 0.
    """
    lacking = [name for name in ("former", "cell", "households") if name not in demand.columns]
    if lacking:
        raise Invalid(f"the demand has no column {', '.join(lacking)}", columns=lacking)
    count = pd.to_numeric(demand["households"], errors="coerce").fillna(0.0)
    if (count < 0).any():
        raise Invalid("households are a number from 0", field="households")
    has, gets = demand["former"].notna(), demand["cell"].notna()
    number = demand["cell"].map(lambda code: became.get(code, code), na_action="ignore")
    changed = count.where(has & gets & (demand["former"] != number), 0.0)
    known = count.where(has, 0.0)
    community = demand["former"].astype(object).str[:12]
    parts = pd.DataFrame({"community": community, "known": known, "changed": changed})
    sums = parts.groupby("community", sort=True)[["known", "changed"]].sum()
    shares = (sums["changed"] / sums["known"].where(sums["known"] > 0)).dropna()
    whole, other = float(known.sum()), float(changed.sum())
    return Renumbered(
        share=other / whole if whole else 0.0,
        households=whole,
        changed=other,
        first=float(count.where(~has & gets, 0.0).sum()),
        by_community={str(code): float(value) for code, value in shares.items()},
    )
