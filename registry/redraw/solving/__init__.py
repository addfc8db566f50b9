"""Grids divided into cells within the limit: frames in, frames out, no clock, no file but the last."""
