"""Posts: who answers for a community, a grid, a micro-grid, a building or an entrance, since when, and where nobody.

`kinds` loads what posts there are; `keeping` appoints and ends; `listing` tells who holds what, which are vacant and
who holds two cells; `files` takes them from a table; `plan` tells what a plan of micro-grids would do to them
(`prospects`).
"""
