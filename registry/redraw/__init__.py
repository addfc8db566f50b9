"""Redrawing: each grid divided into cells whose people finish their round within the limit; README.md draws the flow."""
