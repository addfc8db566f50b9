"""N cells shared out: each region has what it needs, and what is over goes where a cell has most to do."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from registry.errors import Invalid


def share_out(count: int, *, fixed: int, work: Sequence[int], least: Sequence[int], most: Sequence[int]) -> list[int]:
    """Cells for each region, `count` in all with the `fixed` ones that are there anyway.

    Raises Invalid where that is fewer than needed or more than can be borne.
    """
    needed, bearable = fixed + sum(least), fixed + sum(most)
    if count < needed:
        raise Invalid(
            f"--count {count}: at least {needed} cells are needed to keep the limit here; "
            "raise --count, --minutes or --people, or leave --count away for the fewest cells",
            count=count, needed=needed,
        )  # fmt: skip
    if count > bearable:
        raise Invalid(
            f"--count {count}: there are only {bearable} places with work to divide; lower --count", count=count
        )
    shares = list(least)
    heap = [(-work[i] / n, i) for i, n in enumerate(shares) if n < most[i]]
    heapify(heap)
    for _ in range(count - needed):
        _, i = heappop(heap)
        shares[i] += 1
        if shares[i] < most[i]:
            heappush(heap, (-work[i] / shares[i], i))
    return shares
