"""What an exchange file asks of each thing: its columns, which must be there, how long they are, and their code lists.

Pure: frames of assets in, frames of an exchange file and faults out.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from registry.importing import faults
from registry.importing.shaping import FieldMap

COLUMNS = (
    "code",
    "old_code",
    "class_code",
    "name_zh",
    "status",
    "position_source",
    "note",
    "authority_code",
    "owner_code",
    "maintainer_code",
    "community_code",
    "unit_grid_code",
    "first_at",
    "valid_from",
)
"""What a profile is written from: columns of registry.asset, and `old_code`, its alias of GB/T 30428.2-2013."""

STATUSES: Mapping[str, str] = MappingProxyType(
    {"intact": "完好", "broken": "破损", "missing": "丢失", "disused": "废弃", "removed": "移除"}
)
"""管理部件状态 (domain.md §2.4)."""

SOURCES: Mapping[str, str] = MappingProxyType({"survey": "实测", "map": "地形图", "gnss": "其他", "file": "其他"})
"""数据来源: how the position was got. A list of four words: what a phone measured and what a file brought are 其他."""

SOURCES_READ: Mapping[str, str] = MappingProxyType(
    {"实测": "survey", "地形图": "map", "基础地理数据": "map", "其他": "file"}
)

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "missing": ("缺少必填值", "a value that the standard asks for is missing"),
        "too_long": ("文字过长", "is longer than the standard allows"),
        "bad_form": ("格式不对", "does not have the form the standard asks for"),
        "bad_choice": ("不在代码表内", "is none of the words of the standard's list"),
        "local_code": ("不是18位统一社会信用代码", "is a local code, not an 18-character unified social credit code"),
        "no_old_code": ("该类别没有16位旧编码", "is of a class that the older standard has no code for"),
    }
)
"""Why a thing cannot be written, in Chinese and English."""

# GB 32100-2015: digits and capitals without I, O, S, V, Z.
CREDIT_CODE = "[0-9A-HJ-NPQRTUWXY]{18}"
_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class AssetClass:
    """A class of assets: five digits, the four of the older standard if it has them, and its name."""

    code: str
    old_code: str | None
    name_zh: str


@dataclass(frozen=True, slots=True)
class Names:
    """What codes stand for: organisations, streets and communities by code, and the classes."""

    organisations: Mapping[str, str] = field(default_factory=dict)
    streets: Mapping[str, str] = field(default_factory=dict)
    communities: Mapping[str, str] = field(default_factory=dict)
    classes: Sequence[AssetClass] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A column of an exchange file: `longest` in letters, `pattern` of the whole text, told as `reason` if it differs.

    `lacking` is the reason told where a value that must be there is not.
    """

    name: str
    name_zh: str
    longest: int
    mandatory: bool = False
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    reason: str = "bad_form"
    lacking: str = "missing"


@dataclass(frozen=True, slots=True)
class Profile:
    """An exchange format: `compose` makes its columns, all text, out of assets with the columns COLUMNS.

    `mapping` says how a file in it is read: fields and defaults as registry.importing.shaping takes them.
    """

    name: str
    standard: str
    entries: tuple[Entry, ...]
    compose: Callable[[pd.DataFrame, Names], pd.DataFrame]
    mapping: Callable[[Sequence[AssetClass]], dict[str, FieldMap]]


def write(
    frame: pd.DataFrame, *, profile: Profile, names: Names, allow: Collection[str] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of an exchange file for assets (columns COLUMNS), and the faults: code, field, value, reason.

    A row with a fault is left out, but for faults whose reason is in `allow`: those are told and written all the same.
    The index is kept.
    """
    composed = profile.compose(frame, names)
    found = faults_in(composed, profile.entries)
    refused = found.loc[~found["reason"].isin(list(allow)), "row_no"]
    told = found.assign(code=found["row_no"].map(frame["code"]))[["code", "field", "value", "reason"]].astype(object)
    return composed[~composed.index.isin(refused)], told.where(told.notna(), None)


def faults_in(composed: pd.DataFrame, entries: Sequence[Entry]) -> pd.DataFrame:
    """What of an exchange file breaks its entries: row_no (of the index), field, value, reason; one a cell."""
    parts = []
    for entry in entries:
        column = composed[entry.name]
        which, said = pd.factorize(column)  # each different text is looked at once; null is -1
        reasons = np.array([*(_fault_of(str(text), entry) for text in said), _lack_of(entry)], dtype=object)[which]
        wrong = np.flatnonzero(reasons != None)  # noqa: E711 - elementwise
        parts.append(
            faults.of(composed.index[wrong], field=entry.name, values=column.iloc[wrong], reason=reasons[wrong])
        )
    return faults.together(parts)


def _fault_of(text: str, entry: Entry) -> str | None:
    if len(text) > entry.longest:
        return "too_long"
    if entry.pattern is not None and not re.fullmatch(entry.pattern, text):
        return entry.reason
    return "bad_choice" if entry.choices and text not in entry.choices else None


def _lack_of(entry: Entry) -> str | None:
    return entry.lacking if entry.mandatory else None


def day(column: pd.Series) -> pd.Series:
    """Times as YYYYMMDD of the day in China; null stays null."""
    local = pd.to_datetime(column, utc=True).dt.tz_convert(_ZONE)
    return local.dt.strftime("%Y%m%d").astype(object).where(column.notna(), None)


def called(column: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """What codes are called; null for null and for what is not known."""
    named = column.map(words).astype(object)
    return named.where(named.notna(), None)


def since_change(frame: pd.DataFrame) -> pd.Series:
    """The day of the last change, null for what is as it was when it was first entered."""
    changed = frame["valid_from"].where(frame["valid_from"] != frame["first_at"])
    return day(changed)


def optional(column: str, **rule: object) -> FieldMap:
    """The mapping of a field whose column a file may lack."""
    return {"column": column, "optional": True, **rule}
