"""Inspectors' walks: closed tours over what is left of a day, and tracks matched to the streets really walked."""
