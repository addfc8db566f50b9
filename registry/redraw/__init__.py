"""Redrawing: each grid divided into cells whose people finish their round within the limit. Frames in, frames out.

    grids, demand, barriers ─ files ──────────────────────────────── planning ─ files ─ PLAN.gpkg
                                 each grid alone, on any process:
    atoms ─ subdivision (faces) ─ network ─ regions ─┬─ packing (bound), partition (growth, exchange): fewest cells
                                                     └─ shares: exactly N over the district ─ partition again
                                 ─ borders (dissolved, straightened) ─ numbering ─ ground (back into the grids' CRS)

Everything is decided in metres of a plane of the grid's own (`ground`), on lengths and minutes rounded to whole
numbers, in an order that follows places and not rows: the same input gives the same plan in any row order and any CRS.
Nothing here is proof: `verifying` looks at a finished plan without knowing how it came about. `workload` says what a
cell costs its people, `calibrating` fits that to timed visits, `publishing` puts a plan into effect and takes it back.
"""
