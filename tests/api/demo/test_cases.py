"""Who repairs what in the demonstration."""

from sqlalchemy import text

from registry.database import reading
from tests.api.demo.conftest import Town


def test_every_organisation_that_may_get_a_ticket_has_somebody_to_do_it(town: Town) -> None:
    with reading(town.engine) as conn:
        rows = conn.execute(text("select code, kind, parent_code from registry.organisation")).all()
    with_crews = {row.parent_code for row in rows if row.kind == "crew"}
    for row in rows:
        assert (row.code in town.crews) == (row.kind == "crew" or row.code not in with_crews)
    assert len({account.token for account in town.crews.values()}) == len(town.crews)
