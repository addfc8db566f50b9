"""Proof of a repair: pictures with place and time, verification by another house, materials for settlement."""
