"""Four that divide a region: each gets the graph and the work ready made and answers with a label a piece."""

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from signal import ITIMER_PROF, SIGPROF, setitimer, signal

import numpy as np
import pymetis
from libpysal.weights import W
from spopt.region import MaxPHeuristic, Skater

from bench.dividing.questions import Question
from registry.redraw.solving import partition

BOUND_S = 10  # of processor time for one region; who needs more has not answered
SHARE = 0.75  # of the mean work of a cell, what MaxP has to reach in each: with the mean itself it finds too few cells
Solver = Callable[[Question], Callable[[], Sequence[int]]]


class _LateError(Exception):
    pass


def answer(solver: Solver, question: Question) -> tuple[list[int] | None, float]:
    """A label a piece and the seconds of processor time it took; None where it took more than `BOUND_S`.

    What the solver is given is made before the clock starts.
    """
    solve = solver(question)
    np.random.seed(0)  # noqa: NPY002 - spopt draws from numpy's own generator
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        began = time.process_time()
        try:
            with _bound():
                labels = [int(label) for label in solve()]
        except _LateError:
            return None, time.process_time() - began
        return labels, time.process_time() - began


@contextmanager
def _bound() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _LateError

    former = signal(SIGPROF, stop)
    setitimer(ITIMER_PROF, BOUND_S)
    try:
        yield
    finally:
        setitimer(ITIMER_PROF, 0)
        signal(SIGPROF, former)


def ours(question: Question) -> Callable[[], Sequence[int]]:
    """This solver, on its own network of the same pieces."""

    def solve() -> Sequence[int]:
        members = partition.divide(question.network, question.pieces, question.count, room=question.room)
        assert members is not None, "the count is one it has found a way for"
        cell = {piece: number for number, pieces in enumerate(members) for piece in pieces}
        return [cell[piece] for piece in question.pieces]

    return solve


def skater(question: Question) -> Callable[[], Sequence[int]]:
    """spopt's Skater: it knows a count and no limit; likeness is nearness."""
    model = Skater(question.ground, _weights(question), ["x", "y"], n_clusters=question.count)
    return lambda: _solved(model)


def maxp(question: Question) -> Callable[[], Sequence[int]]:
    """spopt's MaxPHeuristic: it knows the least a cell must have and no limit, and finds the count."""
    least = float(question.ground["minutes"].sum()) / question.count * SHARE
    model = MaxPHeuristic(question.ground, _weights(question), ["x", "y"], "minutes", least)
    return lambda: _solved(model)


def metis(question: Question) -> Callable[[], Sequence[int]]:
    """pymetis, contiguous: it evens out work and knows no limit."""
    adjacency = [np.array(question.neighbours[i]) for i in range(len(question.pieces))]
    work = [round(minutes * 100) for minutes in question.ground["minutes"]]

    def solve() -> Sequence[int]:
        labels: Sequence[int] = pymetis.part_graph(question.count, adjacency=adjacency, vweights=work, contiguous=True)[
            1
        ]
        return labels

    return solve


def _weights(question: Question) -> W:
    return W(question.neighbours, silence_warnings=True)


def _solved(model: Skater | MaxPHeuristic) -> Sequence[int]:
    model.solve()
    labels: Sequence[int] = model.labels_
    return labels
