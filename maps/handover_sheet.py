"""The sheet of a hand-over as a page that opens offline and prints on A4: unguarded holes first, two lines to sign."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from inspections.campaigns.coverage import ZONE
from inspections.duty.handover import Handover
from inspections.payers.ringing import LATE
from inspections.tickets.terms import STATES, State, Words
from inspections.tickets.workflow import STEPS
from maps.letter_words import act_label
from maps.panorama import PAGES, Imprint
from maps.words import IMPRINT, Language, pick

SHEET: Mapping[str, Words] = MappingProxyType(
    {
        "title": Words("值班交接单", "Shift hand-over"),
        "holes": Words("敞口井（无人看护在前）", "Open holes, unguarded first"),
        "hazards": Words("在办隐患", "Open hazards"),
        "promises": Words("下一班到期事项", "Promises that fall due in the next shift"),
        "fallen": Words("属地兜底", "What fell to the area"),
        "calls": Words("待回访诉求", "Call backs that are due"),
        "drawn": Words("抽样", "drawn"),
        "unreached": Words("联系不上的权属单位", "Owners nobody reaches"),
        "links": Words("未用链接 {n} 个", "{n} unused links"),
        "unanswered": Words("未接电话 {n} 次", "{n} calls not answered"),
        "changes": Words("本班变动", "What changed in this shift"),
        "earlier": Words("未签交接单", "Earlier sheets that are not signed"),
        "none": Words("无", "none"),
        "unguarded": Words("无人看护，自", "UNGUARDED since"),
        "guarded": Words("看护至", "guarded until"),
        "next": Words("下一班至", "the next shift lasts until"),
        "outgoing": Words("交班人", "Handed over by"),
        "incoming": Words("接班人", "Taken over by"),
        "signed": Words("已签", "signed"),
        "waiting": Words("待签", "not signed yet"),
        "late": Words("超期", "late"),
    }
)
_PROMISES: Mapping[str, Words] = MappingProxyType(
    {
        "arrive": Words("到场", "arrive"),
        "make_safe": Words("先行防护", "make safe"),
        "repair": Words("处置", "repair"),
        "level": Words("本级办理", "level"),
        "check": Words("核实", "check"),
        "verify": Words("核查", "verify"),
        "return": Words("退回时限", "return"),
        "suspension": Words("挂账到期", "suspension ends"),
        "plea": Words("申请待批", "plea to be decided"),
    }
)
_ACTIONS = {str(step.action): step.label for step in STEPS} | {
    "rehome": Words("换部件", "thing replaced"),
    "identify": Words("认定部件", "thing identified"),
    "redraw": Words("网格调整", "grids redrawn"),
    "guard": Words("看护", "guarded"),
    "unguarded": Words("无人看护", "unguarded"),
    "fallback": Words("属地兜底", "fell to the area"),
    "join": Words("合并", "joined"),
    "unmerge": Words("取消合并", "taken apart"),
    "recovery": Words("权属兜底", "recovery"),
}

_TRIED = (("links", "links"), ("calls", "unanswered"))  # what was tried, and the words for it


def render(one: Handover, *, language: Language, imprint: Imprint) -> str:
    """The page of a sheet: what was signed, not what is so now."""
    told = one.told
    words = {name: pick(word, language) for name, word in (IMPRINT | dict(SHEET)).items()}
    named = {
        "holes": [_hole(row, words, language) for row in told["holes"]],
        "hazards": [_hazard(row, words, language, told["made_at"]) for row in told["hazards"]],
        "promises": [
            (_at(row["at"]), row["number"], _word(_PROMISES, row["what"], language), _own(row, "place", language))
            for row in told["promises"]
        ],
        "fallen": [(row["number"], row["org_code"], _own(row, "reason", language)) for row in told["fallen"]],
        "calls": [
            (
                _at(row["at"]),
                row["number"],
                _own(row, "matter", language),
                row["assignee_code"] or "",
                words["drawn"] if row["drawn"] else "",
            )
            for row in told.get("calls", ())  # sheets signed before there was this section have none
        ],
        "unreached": [_unreached(row, words, language) for row in told.get("unreached", ())],
        "changes": [(_at(row["at"]), row["number"], _done(row, language), row["reason"]) for row in told["changes"]],
        "earlier": [(_at(row["ends_at"]), row["id"]) for row in told["earlier"]],
    }
    signatures = [
        (words["outgoing"], one.outgoing_by, _at(one.outgoing_at)),
        (words["incoming"], one.incoming_by, _at(one.incoming_at)),
    ]
    return PAGES.get_template("handover.html").render(
        language=language,
        words=words,
        sheet=told,
        span=f"{_at(one.begins_at)} – {_at(one.ends_at)}",
        until=_at(one.until),
        made_at=_at(one.made_at),
        sections=named.items(),
        signatures=signatures,
        sha256=one.sha256,
        imprint=imprint,
    )


def _hole(row: Mapping[str, Any], words: Mapping[str, str], language: Language) -> tuple[str, ...]:
    until = row["guarded_until"]
    stands = f"{words['guarded']} {_at(until)}" if until else f"{words['unguarded']} {_at(row['unguarded_since'])}"
    return row["number"], _own(row, "defect", language), _own(row, "place", language), stands, "、".join(row["guards"])


def _unreached(row: Mapping[str, Any], words: Mapping[str, str], language: Language) -> tuple[str, ...]:
    tried = [words[word].format(n=row[name]) for name, word in _TRIED if row[name]]
    told = "、".join(tried) if language is Language.ZH else ", ".join(tried)
    return row["number"], _own(row, "org", language), _own(row, "place", language), _at(row["due_at"]), told


def _done(row: Mapping[str, Any], language: Language) -> str:
    """A step, and of a recovery its act; sheets signed before acts were told have none."""
    done, act = _word(_ACTIONS, row["action"], language), row.get("act")
    if act is None:
        return done
    told = pick(SHEET["late"] if act == LATE else act_label(act), language)
    return f"{done}：{told}" if language is Language.ZH else f"{done}: {told}"


def _hazard(row: Mapping[str, Any], words: Mapping[str, str], language: Language, made_at: str) -> tuple[str, ...]:
    due = row["due_at"]
    late = due is not None and datetime.fromisoformat(due) < datetime.fromisoformat(made_at)
    state = pick(STATES[State(row["state"])], language)
    told = f"{_at(due)} {words['late']}" if late else _at(due)
    return (
        row["number"],
        _own(row, "defect", language),
        _own(row, "place", language),
        state,
        row["assignee_code"] or "",
        told,
    )


def _own(row: Mapping[str, Any], name: str, language: Language) -> str:
    """What a row says in a language."""
    return pick(Words(row[f"{name}_zh"], row[f"{name}_en"]), language)


def _word(words: Mapping[str, Any], name: str, language: Language) -> str:
    return pick(words[name], language) if name in words else name


def _at(at: str | datetime | None) -> str:
    if at is None:
        return ""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{moment.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}"
