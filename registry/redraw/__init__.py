"""Redrawing: each grid divided into cells whose people finish their round in time; README.md draws the flow."""
