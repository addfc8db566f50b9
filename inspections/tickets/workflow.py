"""The workflow of a ticket: `STEPS` is its only text. Service, buttons, picture and tests read it.

Pure. The order of the steps is that of 立案 - 派遣 - 受理 - 处置 - 核查 - 结案 (GB/T 30428 practice, domain.md §3.1):
supervision stands apart from the hand that repairs: whoever repaired never verifies, nor does anybody of that house.
"""

from dataclasses import dataclass
from types import MappingProxyType

from inspections.tickets.terms import ENDED, STATES, Action, Bar, Need, Relation, State, Words
from registry.actor import Role
from registry.errors import Invalid

__all__ = ["ENDED", "STATES", "STEPS", "Action", "Bar", "Need", "Relation", "State", "Step", "Words"]


@dataclass(frozen=True, slots=True)
class Step:
    """One action: the states it starts from (none: the first), the state it leads to, who may, what it needs, why.

    `after` None leaves the state. `may` is what it may bring along besides; `bars` are what must not stand in its way.
    A `quiet` step leaves the version: a step of somebody else that is on its way is not refused for it.
    """

    action: Action
    label: Words
    before: tuple[State, ...]
    after: State | None
    roles: tuple[Role, ...]
    relation: Relation
    why: Words
    needs: tuple[Need, ...] = ()
    may: tuple[Need, ...] = ()
    bars: tuple[Bar, ...] = ()
    quiet: bool = False

    def leads_to(self, state: State) -> State:
        """Where a ticket in `state` stands after it."""
        return self.after or state


A, S, R, N, B = Action, State, Relation, Need, Bar
_DESK, _CREW, _INSPECTOR = (Role.DISPATCHER,), (Role.CREW,), (Role.INSPECTOR,)
_LEADER, _SYSTEM = (Role.LEADER,), (Role.SYSTEM,)
_WORKING = (S.DISPATCHED, S.ACCEPTED)
_OPEN = tuple(state for state in State if state not in ENDED)

# fmt: off
STEPS: tuple[Step, ...] = (
    Step(
        A.REPORT, Words("上报", "Report"), (), S.REPORTED, (*_INSPECTOR, *_DESK, *_SYSTEM), R.AREA,
        Words("巡查发现隐患即上报；同一部件同一问题只有一张在办工单",
              "a hazard that was seen becomes a ticket at once"),
    ),
    Step(
        A.RAISE, Words("上报上级", "Raise"), (S.REPORTED, S.REPAIRED), S.REPORTED, (*_INSPECTOR, *_DESK), R.AREA,
        Words("本级处置不了即上报：网格、社区、街道、区",
              "what is not settled here goes up: grid, community, street, district"),
        needs=(N.REASON,), bars=(B.TOP_LEVEL, B.WAS_DISPATCHED),
    ),
    Step(
        A.ASK_CHECK, Words("派核实", "Ask for a check"), (S.REPORTED,), S.CHECKING, _DESK, R.AREA,
        Words("立案前由就近巡查员到场核实", "before it is filed the nearest inspector looks at it"),
        needs=(N.CHECKER,),
    ),
    Step(
        A.CHECK, Words("核实", "Check"), (S.CHECKING,), S.REPORTED, _INSPECTOR, R.AREA,
        Words("现场核实属实或不实", "somebody has been there and says whether it is true"),
        needs=(N.FINDING, N.PHOTO_OR_NOTE),
    ),
    Step(
        A.REFUSE, Words("不予受理", "Refuse"), (S.REPORTED,), S.REFUSED, _DESK, R.AREA,
        Words("不属城市管理事权的不予受理，说明理由", "not a matter of the district: told so, with the reason"),
        needs=(N.REASON,),
    ),
    Step(
        A.SETTLE, Words("自处置", "Settle"), (S.REPORTED,), S.REPAIRED, _INSPECTOR, R.AREA,
        Words("网格员当场处置，处置前后各拍一张", "made good on the spot, with a photo before and one after"),
        needs=(N.PHOTO_PAIR,), bars=(B.HOLE,),
    ),
    Step(
        A.FILE, Words("立案", "File"), (S.REPORTED,), S.FILED, _DESK, R.AREA,
        Words("受理台确认属实且属本区事权，按立案条件立案",
              "the desk confirms that it is true and the district's matter"),
        needs=(N.CONDITION,),
    ),
    Step(
        A.DISPATCH, Words("派遣", "Dispatch"), (S.FILED, S.RETURNED), S.DISPATCHED, _DESK, R.AREA,
        Words("交由责任单位，时限自首次派遣起算",
              "somebody answers for it from now; the clock starts at the first dispatch"),
        needs=(N.ASSIGNEE,), may=(N.REASON, N.CREW),
    ),
    Step(
        A.ASSIGN, Words("二次派遣", "Assign"), _WORKING, None, (*_CREW, *_DESK), R.HOUSE,
        Words("责任单位内部派给班组", "inside the organisation it goes to one of its crews"),
        needs=(N.CREW,),
    ),
    Step(
        A.SIGN, Words("签收", "Sign for"), (S.DISPATCHED,), None, _CREW, R.ASSIGNEE,
        Words("责任单位签收；签收不影响时限", "received; it neither starts nor stops the clock"),
        bars=(B.SIGNED,), quiet=True,
    ),
    Step(
        A.ACCEPT, Words("受理", "Accept"), (S.DISPATCHED,), S.ACCEPTED, _CREW, R.ASSIGNEE,
        Words("责任单位或其班组接单", "the crew takes the job on"),
    ),
    Step(
        A.ARRIVE, Words("到场", "Arrive"), _WORKING, None, _CREW, R.ASSIGNEE,
        Words("到达现场", "somebody is on site"),
        bars=(B.ARRIVED,), quiet=True,
    ),
    Step(
        A.MAKE_SAFE, Words("先行防护", "Make safe"),
        (S.REPORTED, S.CHECKING, S.FILED, *_WORKING, S.SUSPENDED, S.RETURNED), None,
        (*_INSPECTOR, *_CREW, *_DESK), R.HAND,
        Words("先围挡警示、专人看护，再处置", "barrier and watch first, whoever stands there"),
        needs=(N.PHOTO,), quiet=True,
    ),
    Step(
        A.TRANSFER, Words("转办", "Transfer"), _WORKING, S.DISPATCHED, _DESK, R.AREA,
        Words("一键改派其他责任单位；时限不停", "given to another organisation with one act; the clock runs on"),
        needs=(N.OTHER_ASSIGNEE, N.REASON), may=(N.CREW,),
    ),
    Step(
        A.INVITE, Words("会办", "Invite"), _WORKING, None, _DESK, R.AREA,
        Words("联合处置：请其他单位配合，牵头单位不变", "a joint case: others do a part, one stays in the lead"),
        needs=(N.PARTNER,), may=(N.REASON,),
    ),
    Step(
        A.CONTRIBUTE, Words("会办完成", "Contribute"), _WORKING, None, _CREW, R.PARTNER,
        Words("会办单位完成本单位的部分", "an invited organisation has done its part"),
        needs=(N.PHOTO_OR_NOTE,), quiet=True,
    ),
    Step(
        A.RECATEGORISE, Words("变更类别", "Recategorise"),
        (S.REPORTED, S.CHECKING, S.FILED, *_WORKING, S.RETURNED), None, _DESK, R.AREA,
        Words("问题类别有误即更正，时限按新类别重算", "another defect than was reported: its limit is reckoned anew"),
        needs=(N.DEFECT, N.REASON),
    ),
    Step(
        A.SPLIT, Words("拆分", "Split"), (S.FILED, *_WORKING), None, _DESK, R.AREA,
        Words("拆为子工单分别处置，主工单最后结案", "into child tickets; the parent closes after them"),
        needs=(N.CHILDREN,), may=(N.REASON,),
    ),
    Step(
        A.ASK_SUSPENSION, Words("申请挂账", "Ask for a suspension"), _WORKING, None, _CREW, R.ASSIGNEE,
        Words("暂不具备处置条件，申请挂账至某日", "it cannot be done now: asked to wait until a day"),
        needs=(N.REASON, N.UNTIL), bars=(B.ASKED,),
    ),
    Step(
        A.ASK_EXTENSION, Words("申请延期", "Ask for an extension"), _WORKING, None, _CREW, R.ASSIGNEE,
        Words("期限内不能完成，申请延期", "it cannot be done in time: asked for more"),
        needs=(N.REASON, N.UNTIL), may=(N.CONDITION,), bars=(B.ASKED,),
    ),
    Step(
        A.APPROVE, Words("初审同意", "Approve"), _WORKING, None, _DESK, R.AREA,
        Words("挂账、延期须两级审批：受理台初审", "two approvals: the desk's is the first"),
        may=(N.REASON,), bars=(B.NOTHING_ASKED, B.APPROVED, B.SAME_PERSON),
    ),
    Step(
        A.DENY, Words("不批准", "Deny"), _WORKING, None, (*_DESK, *_LEADER), R.AREA,
        Words("不批准申请，说明理由", "what was asked for is not granted"),
        needs=(N.REASON,), bars=(B.NOTHING_ASKED,),
    ),
    Step(
        A.SUSPEND, Words("挂账", "Suspend"), _WORKING, S.SUSPENDED, _LEADER, R.AREA,
        Words("终审同意挂账，时限暂停", "the second approval: the clock stands still"),
        may=(N.REASON,), bars=(B.NOTHING_ASKED, B.NOT_APPROVED, B.NOT_SUSPENSION, B.SAME_PERSON),
    ),
    Step(
        A.EXTEND, Words("延期", "Extend"), _WORKING, None, _LEADER, R.AREA,
        Words("终审同意延期", "the second approval: the limit is later"),
        may=(N.REASON,), bars=(B.NOTHING_ASKED, B.NOT_APPROVED, B.NOT_EXTENSION, B.SAME_PERSON),
    ),
    Step(
        A.RESUME, Words("恢复处置", "Resume"), (S.SUSPENDED,), S.ACCEPTED, (*_DESK, *_SYSTEM), R.AREA,
        Words("挂账到期或条件具备，恢复处置，时限续算", "the day has come: the clock runs on"),
        may=(N.REASON,),
    ),
    Step(
        A.RETURN, Words("退回", "Return"), _WORKING, S.RETURNED, _CREW, R.ASSIGNEE,
        Words("非本单位职责或现场无此问题，退回受理台；受理台同意前时限不停",
              "not theirs, or nothing there: back to the desk; the clock runs on until the desk agrees"),
        needs=(N.REASON,), bars=(B.FINAL, B.RETURN_LATE),
    ),
    Step(
        A.ACCEPT_RETURN, Words("同意退回", "Accept the return"), (S.RETURNED,), S.FILED, _DESK, R.AREA,
        Words("受理台同意退回，改派前时限暂停", "the desk agrees: the clock stands still until the next dispatch"),
        may=(N.REASON,),
    ),
    Step(
        A.REFUSE_RETURN, Words("不同意退回", "Refuse the return"), (S.RETURNED,), S.DISPATCHED, _DESK, R.AREA,
        Words("受理台不同意退回；第三次退回的决定为最终决定", "it is theirs: the third time the desk decides for good"),
        needs=(N.REASON,),
    ),
    Step(
        A.REPAIR, Words("处置完毕", "Repair"), (S.ACCEPTED,), S.REPAIRED, _CREW, R.ASSIGNEE,
        Words("修复后拍照为证", "made good, with a photo taken afterwards as proof"),
        needs=(N.PHOTO,), bars=(B.NOT_SAFE, B.PARTS_OPEN, B.SOMEBODY_DOWN),
    ),
    Step(
        A.VERIFY, Words("核查", "Verify"), (S.REPAIRED,), S.VERIFIED, (*_INSPECTOR, *_DESK), R.OTHER,
        Words("由处置单位以外的人核查", "somebody of another house has seen that it is good"),
        needs=(N.PHOTO_OR_NOTE,),
    ),
    Step(
        A.REWORK, Words("返工", "Rework"), (S.REPAIRED, S.VERIFIED), S.ACCEPTED, (*_INSPECTOR, *_DESK), R.AREA,
        Words("未修好，由原单位返工；时限不停", "not good yet: the same house does it again; the clock runs on"),
        needs=(N.REASON,), bars=(B.NOT_DISPATCHED,),
    ),
    Step(
        A.CLOSE, Words("结案", "Close"), (S.REPAIRED, S.VERIFIED), S.CLOSED, _DESK, R.AREA,
        Words("核查通过或抽样未抽中，按结案条件结案，归入统计", "verified, or not drawn for verification: counted"),
        needs=(N.CONDITION,), bars=(B.UNVERIFIED, B.CHILDREN_OPEN),
    ),
    Step(
        A.CALL_BACK, Words("回访", "Call back"), (S.CLOSED,), None, _DESK, R.AREA,
        Words("回访反映人是否满意", "whoever told it is asked"),
        needs=(N.ANSWER,), quiet=True,
    ),
    Step(
        A.ARCHIVE, Words("归档", "Archive"), (S.CLOSED,), S.ARCHIVED, _DESK, R.AREA,
        Words("归档，不再变动", "put away: nothing is changed any more"),
    ),
    Step(
        A.REOPEN, Words("重新立案", "Reopen"), (S.CLOSED, S.ARCHIVED), S.FILED, (*_DESK, *_LEADER), R.AREA,
        Words("结案后复发或未解决，重新立案，时限重新起算",
              "it came back, or was never good: filed again, with a new clock"),
        needs=(N.REASON,),
    ),
    Step(
        A.VOID, Words("注销", "Void"), (S.REPORTED, S.FILED, S.RETURNED), S.VOID, _DESK, R.AREA,
        Words("不实、重复或不属受理范围；已派出的须先退回",
              "untrue, double or nobody's matter here; what was dispatched is returned first"),
        needs=(N.REASON,), bars=(B.CHILDREN_OPEN,),
    ),
    Step(
        A.URGE, Words("催办", "Urge"), _OPEN, None, (*_DESK, *_LEADER), R.AREA,
        Words("催促责任单位", "whoever has it is told to hurry"),
        needs=(N.REASON,), quiet=True,
    ),
    Step(
        A.SUPERVISE, Words("督办", "Supervise"), _OPEN, None, (*_LEADER, *_SYSTEM), R.AREA,
        Words("上级督办", "the matter is watched from above until it ends"),
        needs=(N.REASON,), quiet=True,
    ),
    Step(
        A.WARN, Words("将超期提醒", "Warn"), _OPEN, None, _SYSTEM, R.AREA,
        Words("时限将到", "the limit is near"),
        may=(N.REASON,), quiet=True,
    ),
    Step(
        A.LATE, Words("超期", "Late"), _OPEN, None, _SYSTEM, R.AREA,
        Words("时限已过", "the limit has passed"),
        may=(N.REASON,), quiet=True,
    ),
    Step(
        A.ESCALATE, Words("上报主管", "Escalate"), _OPEN, None, _SYSTEM, R.AREA,
        Words("超期未办，报主管领导", "it is late and nothing moves: its supervisor is told"),
        may=(N.REASON,), quiet=True,
    ),
)
# fmt: on


_BY_ACTION = MappingProxyType({step.action: step for step in STEPS})


def step_of(action: str) -> Step:
    """The step an action names. Raises Invalid for a word that is no action."""
    try:
        return _BY_ACTION[Action(action)]
    except ValueError:
        raise Invalid(f"unknown action {action!r}; one of: {', '.join(Action)}", field="action", value=action) from None


def steps_from(state: State) -> tuple[Step, ...]:
    """The steps that start from a state, in the order of `STEPS`."""
    return tuple(step for step in STEPS if state in step.before)
