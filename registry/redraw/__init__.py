"""Redrawing the grids: what a cell costs its people, how plans are made, checked, and put into effect."""
