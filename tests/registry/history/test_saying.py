"""Names of columns and values."""

from registry import tables
from registry.history.saying import FIELDS, VALUES


def test_every_column_a_person_may_see_change_has_a_name() -> None:
    silent = {"code", "geom", "valid_from", "change_id", "code_scheme", "source", "source_id", "first_at", "datum"}
    own = {
        "division_code",
        "street_code",
        "from_junction",
        "to_junction",
    }  # follow from the code, or from the file alone
    columns = {column.name for table in tables.CODED for column in table.columns}
    assert columns - silent - own == FIELDS.keys()


def test_values_are_those_of_columns_with_names() -> None:
    assert VALUES.keys() <= FIELDS.keys()
    assert all(words.zh and words.en for values in VALUES.values() for words in values.values())
