"""The furnished quarter of the tickets' tests."""

from tests.inspections.tickets.conftest import furnished, furnished_engine, town

__all__ = ["furnished", "furnished_engine", "town"]
