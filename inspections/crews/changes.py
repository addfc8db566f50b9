"""What a new plan changes for whoever had the former one: which stops went to another crew, which come at another time.

Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspections.crews.plan import Plan, Stop
from inspections.tickets.workflow import Words

SHIFTED_S = 15 * 60  # a later or earlier arrival below that is no news (assumption)


@dataclass(frozen=True, slots=True)
class Move:
    """A stop that is not where it was: `before` and `after` are crews, None for nobody; in words why."""

    job: str
    before: str | None
    after: str | None
    shift_s: int
    words: Words


def compare(former: Mapping[str, Sequence[Stop]], plan: Plan, *, came: str | None = None) -> tuple[Move, ...]:
    """Every move from `former`; `came` is what the plan was made anew for (a ticket's number)."""
    was = {stop.job: (crew, stop) for crew, stops in former.items() for stop in stops}
    now = {stop.job: (crew, stop) for crew, stops in plan.routes.items() for stop in stops}
    news = {crew for job, (crew, _) in now.items() if job not in was}
    moves = []
    for job in sorted(was.keys() | now.keys() | set(plan.left)):
        before, after = was.get(job), now.get(job)
        if before is None or after is None:
            if before is None and after is None:
                continue
            moves.append(_came_or_went(job, before, after, left=job in plan.left))
            continue
        shift = after[1].arrival_s - before[1].arrival_s
        if before[0] != after[0] or abs(shift) >= SHIFTED_S:
            words = _why(before[0], after[0], shift, news, came)
            moves.append(Move(job, before[0], after[0], shift, words))
    return tuple(moves)


def _came_or_went(job: str, before: tuple[str, Stop] | None, after: tuple[str, Stop] | None, *, left: bool) -> Move:
    if after is not None:
        return Move(job, None, after[0], 0, Words("新增", "new"))
    crew = before[0] if before else None
    words = (
        Words("腾出时间，今日不做", "makes room and is left for later")
        if left
        else Words("已不需处置", "nothing to do")
    )
    return Move(job, crew, None, 0, words)


def _why(before: str, after: str, shift_s: int, news: set[str], came: str | None) -> Words:
    named = f" {came}" if came else ""
    if before != after:
        if before in news:
            return Words(f"原班组改接新任务{named}", f"its crew takes the new job{named}")
        return Words("改派更省时", "saves more than the change costs")
    minutes = abs(shift_s) // 60
    zh, en = ("推迟", "later") if shift_s > 0 else ("提前", "earlier")
    return Words(f"{zh} {minutes} 分钟", f"{minutes} minutes {en}")
