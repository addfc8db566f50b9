"""What letters of recoveries say, in both languages: by the act of which they are printed. Pure.

The duty of an owner is that of 建办督〔2021〕7号 (谁所有、谁负责, domain.md §7.2); the notice, and that what nobody
claims is treated as abandoned, that of Tianjin 2017 (§3.3). No other law is cited.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from inspections.campaigns.coverage import ZONE
from inspections.payers.costs import yuan
from inspections.payers.letters import Letter
from inspections.payers.terms import Act
from inspections.payers.workflow import STEPS
from inspections.tickets.terms import Words
from inspections.tickets.workflow import STEPS as TICKET_STEPS

LABELS: Mapping[str, Words] = MappingProxyType(
    {
        "number": Words("编号", "No."),
        "ticket": Words("工单", "Ticket"),
        "place": Words("位置", "Place"),
        "code": Words("部件标识码", "Code"),
        "defect": Words("问题", "Defect"),
        "course": Words("经过", "What was done"),
        "cost": Words("费用清单", "Cost sheet"),
        "evidence": Words("证据清单（照片原件 SHA-256）", "Evidence: photos by the SHA-256 of the original"),
        "total": Words("合计", "Total"),
        "owed": Words("应缴", "To be paid"),
        "scan": Words("扫码核对部件", "Scan: the very thing"),
        "seal": Words("（盖章）", "(seal)"),
        "receipt": Words("签收人", "Received by"),
        "hotline": Words("服务热线", "Hotline"),
        "synthetic": Words("合成数据，非真实文书", "Synthetic data: no real letter"),
        "draft": Words("草稿", "DRAFT"),
        "unnamed": Words("发文单位", "Issuer"),
    }
)

TEXTS: Mapping[Act, Words] = MappingProxyType(
    {
        Act.ASK: Words(
            "经查，{place}发现隐患：{defect}。按照「谁所有、谁负责」（建办督〔2021〕7号），请贵单位"
            "接本告知书后立即派员到场处置，并于 {due} 前应答。逾期未应答的，将先行组织代为处置，费用由贵单位承担。"
            "如认为非本单位所有，请在同一时限内书面说明理由。",
            "A hazard was found at {place_en}: {defect_en}. Whoever owns a cover answers for it. Please send somebody"
            " at once and answer by {due_en}. Where nobody answers by then, another will make good first and you will"
            " bear the cost. If it is not yours, say so in writing within the same time, with the reason.",
        ),
        Act.STAND_IN: Words(
            "{place}的隐患（{defect}）至今未由贵单位消除，现由{stand_in}代为处置。"
            "所用材料、人工、机械逐项登记，材料数量经其他单位核定，费用由贵单位承担；"
            "费用清单将于 {due} 前列出，与证据一并送达。",
            "You have not made good the hazard at {place_en} ({defect_en}): {stand_in_en} now does so in your place."
            " Materials, labour and machines are listed line by line; another organisation"
            " confirms what was built in. The cost is yours: its sheet is made by {due_en}, and follows with the"
            " evidence.",
        ),
        Act.LETTER: Words(
            "{place}的隐患（{defect}）已由{stand_in}代为处置。所发生费用共计人民币 {owed} 元，明细与证据附后。"
            "请于 {due} 前缴清；如有异议，请在同一时限内书面提出。",
            "The hazard at {place_en} ({defect_en}) was made good by {stand_in_en} in your place. The cost is"
            " CNY {owed}; its lines and the evidence are below. Please pay by {due_en}, or dispute it in writing within"
            " the same time.",
        ),
        Act.REMIND: Words(
            "关于{place}代为处置费用人民币 {owed} 元，至今未收到款项。现第 {n} 次催缴，请于 {due} 前缴清。",
            "The cost of CNY {owed} for {place_en} has not been paid. This is reminder {n}: please pay by {due_en}.",
        ),
        Act.SETTLE: Words(
            "贵单位对{place}代为处置费用人民币 {cost} 元提出的异议已经审议，核定应缴人民币 {owed} 元。理由：{reason}。"
            "请于 {due} 前缴清。",
            "Your objection to the cost of CNY {cost} for {place_en} was considered: CNY {owed} is to be paid, by"
            " {due_en}. Reason: {reason}",
        ),
        Act.WAIVE: Words(
            "关于{place}代为处置费用人民币 {cost} 元，经研究决定不予追偿。理由：{reason}。",
            "The cost of CNY {cost} for {place_en} is waived: nothing is to be paid. Reason: {reason}",
        ),
        Act.GIVE_NOTICE: Words(
            "{place}发现窨井隐患（{defect}），经查无权属单位。请权属单位或知情人于 {due} 前持证明材料认领或告知。"
            "公告期满无人认领的，按废弃处理，将予填埋。",
            "A cover with a defect ({defect_en}) was found at {place_en}, and no owner is known. Whoever owns it, or"
            " knows whose it is, is asked to come forward by {due_en}. Where nobody does, it is treated as abandoned"
            " and will be filled.",
        ),
        Act.APPROVE: Words(
            "{place}的窨井（{defect}）经公告无人认领，按废弃处理，批准于 {due} 前填埋并恢复路面。理由：{reason}。",
            "The cover at {place_en} ({defect_en}) was claimed by nobody after public notice. It is treated as"
            " abandoned and is to be filled, and the surface restored, by {due_en}. Reason: {reason}",
        ),
    }
)
_MUNICIPAL = Words("市政队伍", "the municipal crew")
_ACTS = {str(step.act): step.label for step in STEPS}
_ACTIONS = {str(step.action): step.label for step in TICKET_STEPS} | {"sighting": Words("发现", "Seen")}


def body_of(letter: Letter) -> Words:
    """The text of a letter."""
    listed, stand_in = letter.listed, letter.stand_in or _MUNICIPAL
    told = {
        "place": listed.place.zh,
        "place_en": listed.place.en,
        "defect": listed.defect.zh,
        "defect_en": listed.defect.en,
        "due": moment(letter.due_at).zh,
        "due_en": moment(letter.due_at).en,
        "stand_in": stand_in.zh,
        "stand_in_en": stand_in.en,
        "cost": yuan(letter.cost_fen or 0),
        "owed": yuan(letter.owed_fen or 0),
        "reason": letter.reason,
        "n": letter.reminder,
    }
    text = TEXTS[letter.step.act]
    return Words(text.zh.format(**told), text.en.format(**told))


def moment(at: datetime | None) -> Words:
    """A time of the city's clock."""
    if at is None:
        return Words("", "")
    local = at.astimezone(ZoneInfo(ZONE))
    return Words(f"{local:%Y年%m月%d日 %H:%M}", f"{local:%Y-%m-%d %H:%M} (UTC+8)")


def act_label(act: str) -> Words:
    """An act of a recovery in words."""
    return _ACTS.get(act, Words(act, act))


def action_label(action: str) -> Words:
    """A step of a ticket in words."""
    return _ACTIONS.get(action, Words(action, action))
