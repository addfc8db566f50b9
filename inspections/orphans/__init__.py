"""Whose a cover without an owner is: what speaks for whom, and what persons said of it."""
