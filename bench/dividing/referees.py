"""Whether cells hang together, by the word of two that know nothing of this house: libpysal and GerryChain."""

import warnings
from collections.abc import Sequence

import gerrychain
import networkx as nx
import numpy as np
from gerrychain.constraints import contiguous
from libpysal.graph import Graph

from bench.dividing.questions import Question


def borders(question: Question) -> Graph:
    """Which pieces share a border, found by libpysal in their shapes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about islands: a region of one piece
        return Graph.build_contiguity(question.ground, rook=True, strict=True)


def apart(graph: Graph, labels: Sequence[int]) -> int:
    """Cells that libpysal finds in several parts."""
    given = np.array(labels)
    return sum(graph.subgraph(np.flatnonzero(given == label)).n_components > 1 for label in set(labels))


def holds(graph: Graph, labels: Sequence[int]) -> bool:
    """Whether GerryChain calls the division contiguous."""
    plain: nx.Graph[int] = nx.Graph([pair for pair in graph.adjacency.index if pair[0] != pair[1]])
    plain.add_nodes_from(range(len(labels)))
    return bool(contiguous(gerrychain.Partition(gerrychain.Graph.from_networkx(plain), dict(enumerate(labels)))))
