"""Redrawing the grids: what a micro-grid is, how plans are made, checked and put into effect."""
