"""The furnished quarter, as the tests of tickets have it."""

from tests.inspections.tickets.conftest import furnished, furnished_engine, town

__all__ = ["furnished", "furnished_engine", "town"]
