"""What is done at a stop is proved: a pair of pictures from the place, quantities another organisation confirmed."""

from datetime import timedelta

from api.demo import cases
from api.demo.tours import House
from tests.api.demo.conftest import DAY, Town


def test_a_repair_is_proved(town: Town, hurt: tuple[House, list[str]]) -> None:
    house, _ = hurt
    town.desk.at = DAY + timedelta(hours=1)
    house.work(DAY.date(), cases.tickets(town.desk, state="reported"))
    closed = cases.tickets(town.desk, state="closed")
    assert closed
    for ticket in closed:
        proof = town.desk.get(f"/tickets/{ticket['id']}/proof")
        told = {hint["code"] for hint in proof["hints"]}
        assert told <= {"looks_alike"}, "drawn covers look alike; place and time are as they should be"
        lines = town.desk.get(f"/tickets/{ticket['id']}/materials")["lines"]
        assert [(line["material_code"], line["confirmed_house"]) for line in lines] == [("lid_ductile_700", "YJJ")]
