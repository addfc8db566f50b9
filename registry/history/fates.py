"""What became of a code: it lives, or it was merged, split, replaced, retired, deleted, withdrawn. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.codes import Kind
from registry.roadside import Words


class State(StrEnum):
    """How a code stands."""

    LIVES = "lives"
    MERGED = "merged"
    SPLIT = "split"
    REPLACED = "replaced"
    RETIRED = "retired"
    DELETED = "deleted"
    WITHDRAWN = "withdrawn"  # by the undoing of the import that brought it
    RESERVED = "reserved"  # issued, and never borne by anything that was known


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a code.

    `heirs` are the things that took its place at once, `into` those that they are by now (heirs that were merged or
    replaced in their turn are followed to the end). `at` is when it happened, `known_at` when the register learnt it,
    `by` who said so. `run` is the import that was undone.
    """

    kind: Kind
    code: str
    state: State
    heirs: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    at: datetime | None = None
    known_at: datetime | None = None
    by: str | None = None
    reason: str = ""
    run: int | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the code is no longer a thing of its own."""
        return self.state is not State.LIVES


STATES: Mapping[State, Words] = {
    State.LIVES: Words("在册", "in the register"),
    State.MERGED: Words("已并入", "merged into"),
    State.SPLIT: Words("已拆分为", "split into"),
    State.REPLACED: Words("已更换为", "replaced by"),
    State.RETIRED: Words("已移除", "taken away"),
    State.DELETED: Words("已从登记册删除", "deleted from the register"),
    State.WITHDRAWN: Words("随导入撤销而撤回", "withdrawn with the import that brought it"),
    State.RESERVED: Words("编码已预留，未曾启用", "the code is reserved and was never used"),
}


def in_words(fate: Fate) -> Words:
    """`已并入 37020301002000001`, `merged into 37020301002000001`."""
    words = STATES[fate.state]
    codes = fate.into or fate.heirs
    return Words(" ".join([words.zh, "、".join(codes)]).strip(), " ".join([words.en, ", ".join(codes)]).strip())
