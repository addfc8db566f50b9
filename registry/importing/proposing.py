"""What a layer may be, and a mapping for it: kind, identity, fields, defaults, each with its reason. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from registry.importing import vocabulary
from registry.importing.classing import Classes, is_like_class
from registry.importing.kinds import SORTS, Sort
from registry.importing.mapping import Rules
from registry.importing.offering import IDENTITY, TAKEN, Choice, Seen, chosen, offers

__all__ = ["Choice", "Proposal", "Seen", "propose"]

_ROW_NUMBERS = {"objectid", "fid", "ogcfid", "序号", "xh", "rownum", "row", "index"}
_MOST = 0.5
_CODE_DIGITS = {17: (6, 11), 16: (6, 10)}
"""Where the class stands in a code: GB/T 47678.5-2026, GB/T 30428.2-2013 (domain.md §2.1)."""
_KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "covers": "井盖 窨井 古力 manhole cover",
        "assets": "部件 路灯 消火栓 asset hydrant lamp light bench pole",
        "buildings": "楼栋 建筑 房屋 building",
        "entrances": "单元门 出入口 entrance",
        "roads": "路段 道路 road highway centerline centreline",
        "compounds": "小区 楼院 compound estate",
        "micro_grids": "微网格 microgrid",
        "unit_grids": "单元网格 unitgrid",
        "grids": "网格 grid",
        "communities": "社区 communit",
        "streets": "街道 subdistrict",
        "divisions": "district division 区县",
        "organisations": "单位 organisation organization dept",
        "landmarks": "地标 landmark",
    }
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping proposed for a layer. `left` are the columns no field takes: they stay with the thing as attributes;
    the text says what stood against them, or is empty. `missing` are required fields that come from nowhere.
    """

    kind: str
    kind_confidence: float
    kind_reason: str
    identity: Choice | None = None
    fields: tuple[Choice, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def rules(self, base: Rules) -> Rules:
        """The rules to be saved: the proposal beside what is known of source, layer, datum and encoding."""
        return replace(
            base,
            kind=self.kind,
            id_field=(self.identity.column,) if self.identity else (),
            fields={one.field: one.rule for one in self.fields},
            defaults=dict(self.defaults),
        )


def propose(seen: Seen, *, kind: str | None = None, classes: Classes = Classes()) -> Proposal:  # noqa: B008 - frozen
    """The likeliest mapping of a layer; `kind` says what its rows are, else that is proposed as well."""
    if kind is not None:
        return replace(_of_kind(seen, SORTS[kind], classes), kind_confidence=1.0, kind_reason="you said so")
    fitting = [sort for sort in SORTS.values() if _fits(seen, sort)] or [SORTS["assets"]]
    proposals = [_of_kind(seen, sort, classes) for sort in fitting]
    return max(proposals, key=lambda one: one.kind_confidence)


# Kinds -------------------------------------------------------------------------------------------------------------


def _fits(seen: Seen, sort: Sort) -> bool:
    there = seen.shapes or (frozenset({"Point"}) if seen.position else frozenset())
    if not there:
        return not (sort.shapes and sort.shape_required)
    return bool(sort.shapes) and there <= set(sort.shapes) | {f"Multi{name}" for name in sort.shapes}


def _of_kind(seen: Seen, sort: Sort, classes: Classes) -> Proposal:
    offered, against = offers(seen, sort, classes)
    taken = chosen(offered)
    if coded := _class_in_code(seen, sort, taken, classes):
        taken = (*(one for one in taken if one.field != "class_code"), *coded)
    identity = _identity(seen, taken) if sort.keyed_by_source else None
    defaults = _defaults(seen, sort, taken, classes)
    used = {one.column for one in taken} | ({identity.column} if identity else set()) | set(seen.position)
    had = {one.field for one in taken} | set(defaults) | {IDENTITY}
    missing = tuple(one.name for one in sort.fields if one.required and one.name not in had)
    confidence, reason = _kind(seen, sort, taken, missing, classes=classes)
    notes = () if identity or not sort.keyed_by_source else (_no_identity(seen),)
    return Proposal(
        sort.name,
        confidence,
        reason,
        identity,
        taken,
        defaults,
        {str(name): against.get(str(name), "") for name in seen.texts.columns if name not in used},
        missing,
        notes,
    )


def _kind(
    seen: Seen, sort: Sort, taken: Sequence[Choice], missing: Sequence[str], *, classes: Classes
) -> tuple[float, str]:
    words = [vocabulary.plain(word) for word in _KIND_WORDS.get(sort.name, "").split()]
    called = vocabulary.plain("".join(seen.names))
    spoken = vocabulary.plain("".join(map(str, seen.texts.columns)))
    by_name = next((word for word in words if word in called), None)
    by_column = next((word for word in words if word in spoken), None)
    required = sum(one.required for one in sort.fields if one.name != IDENTITY)
    share = 1 - len(missing) / required if required else 0.3
    reasons = [f"{', '.join(sorted(seen.shapes)) or 'rows without shapes'}"]
    sure = 0.2 + 0.3 * share + min(0.15, 0.03 * len(taken))
    if by_name or by_column:
        sure += 0.3 if by_name else 0.12
        reasons.append(f"speaks of {by_name or by_column}")
    if taken:
        reasons.append(f"has {', '.join(one.field for one in taken[:3])}")
    is_cover = _covers(seen, taken, classes)
    if sort.name in {"covers", "assets"} and is_cover is not None:
        sure += 0.2 if is_cover == (sort.name == "covers") else -0.1
        reasons.append("its classes are covers" if is_cover else "not all its classes are covers")
    elif sort.name == "assets":
        sure += 0.02  # where nothing else can be told
    return round(min(max(sure, 0.05), 0.95), 2), "; ".join(reasons)


def _covers(seen: Seen, taken: Sequence[Choice], classes: Classes) -> bool | None:
    """Whether the classes that were seen are covers; None where that cannot be told."""
    choice = next((one for one in taken if one.field == "class_code"), None)
    if choice is None:
        return None
    rule = choice.rule if isinstance(choice.rule, Mapping) else {}
    said = seen.texts[choice.column].dropna()
    part = rule.get("part")
    said = said.str.slice(*part) if isinstance(part, list) else said
    found = {code for word in said.unique() if (code := classes.code(str(word))) is not None}
    if found and classes.known:
        return found <= classes.covers
    return True if sum(map(is_like_class, said)) > _MOST * len(said) else None


def _class_in_code(seen: Seen, sort: Sort, taken: Sequence[Choice], classes: Classes) -> list[Choice]:
    """The class out of the code, where no column of its own has it, or one of which nothing is understood."""
    coded = next((one for one in taken if one.field == "code"), None)
    own = next((one for one in taken if one.field == "class_code"), None)
    is_read = own is not None and (not own.unread or isinstance(own.rule, Mapping))
    if sort.table != "asset" or coded is None or is_read:
        return []
    said = seen.texts[coded.column].dropna()
    lengths = set(said.str.len())
    if len(lengths) != 1 or (length := lengths.pop()) not in _CODE_DIGITS:
        return []
    part = _CODE_DIGITS[length]
    digits = [str(value) for value in said.str.slice(*part).unique()]
    read = {value: code for value in digits if (code := classes.code(value)) is not None}
    if not read:
        return []
    values = {value: code for value, code in read.items() if value != code}
    rule = {"column": coded.column, "part": list(part)} | ({"values": values} if values else {})
    unread = tuple(value for value in digits if value not in read)
    return [Choice("class_code", coded.column, 0.85, f"stands in the {length} digits of the code", rule, unread)]


def _defaults(seen: Seen, sort: Sort, taken: Sequence[Choice], classes: Classes) -> dict[str, str]:
    """The class, where no column has it and the name of the layer or the file says it."""
    asks = any(one.known == "class" for one in sort.fields)
    if not asks or any(one.field == "class_code" for one in taken):
        return {}
    code = next((found for name in seen.names if (found := classes.within(name))), None)
    return {"class_code": code} if code else {}


# Identity ----------------------------------------------------------------------------------------------------------


def _identity(seen: Seen, taken: Sequence[Choice]) -> Choice | None:
    coded = {one.column for one in taken if one.field == "code"}
    used = {one.column for one in taken} - coded
    offered = [_as_identity(seen, str(name), coded) for name in seen.texts.columns if name not in used]
    best = max((one for one in offered if one is not None), key=lambda one: one.confidence, default=None)
    return best if best and best.confidence >= TAKEN else None


def _as_identity(seen: Seen, column: str, coded: set[str]) -> Choice | None:
    said = seen.texts[column]
    if column in seen.position or said.empty or said.isna().any() or said.duplicated().any():
        return None
    name = vocabulary.plain(column)
    many = f"different in each of the {len(said):,} rows that were seen"
    if name in _ROW_NUMBERS:
        return Choice(IDENTITY, column, 0.3, f"{many}, but it numbers rows", column)
    if column in coded:
        return Choice(IDENTITY, column, 0.9, f"{many}, and the code of the thing", column)
    sure, why = vocabulary.sure("", IDENTITY, column)
    if sure:
        return Choice(IDENTITY, column, round(0.55 + 0.4 * sure, 2), f"{why}; {many}", column)
    ends = name.endswith(("id", "编号", "编码", "号", "code", "no"))
    return Choice(IDENTITY, column, 0.6, many, column) if ends else None


def _no_identity(seen: Seen) -> str:
    told = "no column tells things apart for good: identity will be class and position, and what moves is a new thing"
    return f"{told}; name a column with --id-field if one does" if len(seen.texts.columns) else told
