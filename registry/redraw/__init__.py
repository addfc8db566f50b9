"""Redrawing: what a cell costs its people, the fewest cells there can be, and whether a plan keeps every rule."""
