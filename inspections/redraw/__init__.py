"""What a plan of micro-grids would change, told before it is published.

    PLAN.gpkg, register, tickets, observations ─ gathering ─ weighing (flows: what goes from which cell to which)
                                                              ├─ staffing (cells, communities, totals)
                                                              └─ replaying (twelve months on both divisions)

Everything is counted thing by thing where it lies, never by area: what the sheet says is what the register will answer.
"""
