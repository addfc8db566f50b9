"""Contracts of upkeep: who works for whom, from when until when, where and on which classes of things."""
