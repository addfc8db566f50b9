"""The tables of routing are those of the database; columns are compared in tests/inspections/test_tables.py."""

from inspections.routing import tables


def test_they_stand_in_the_schema_of_inspections() -> None:
    named = (tables.rule_set, tables.rule_set_force, tables.routing_rule, tables.ticket_duty)
    assert {table.schema for table in named} == {"inspections"}
