"""The words of the public pages cover every state, defect and kind there is."""

import csv
import re
from pathlib import Path

from inspections.tickets.workflow import State
from maps import certificate_words as said
from registry.codes import Kind

REFERENCE = Path(__file__).resolve().parents[2] / "fixtures" / "reference" / "defects.csv"


def test_every_state_kind_and_defect_has_plain_words() -> None:
    assert set(said.PLAIN_STATES) == set(State)
    assert set(said.KINDS) == set(Kind)
    with REFERENCE.open(encoding="utf-8") as file:
        assert set(said.DEFECTS) == {row["code"] for row in csv.DictReader(file)}
    assert set(said.OTHER_DEFECTS) < set(said.DEFECTS)


def test_both_languages_ask_for_the_same_values() -> None:
    tables = (said.CERTIFICATE, said.DEFECTS, said.PLAIN_STATES, said.FACTS, said.STATUSES, said.FALL_NETS)
    for words in (one for table in tables for one in table.values()):
        assert words.zh
        assert words.en
        assert re.findall(r"{\w+}", words.zh) == re.findall(r"{\w+}", words.en) or set(
            re.findall(r"{\w+}", words.zh)
        ) == set(re.findall(r"{\w+}", words.en))
