"""Who repairs what in the demonstration."""

from sqlalchemy import Connection, text

from api.demo import cases
from tests.conftest import NOW


def test_every_organisation_and_every_crew_has_an_account_of_its_own(small_conn: Connection) -> None:
    hired = cases.hire(small_conn, now=NOW)
    codes = small_conn.execute(text("select code from registry.organisation")).scalars().all()
    assert hired.keys() == set(codes)
    assert len({account.token for account in hired.values()}) == len(codes)
    assert all(account.org_code == code for code, account in hired.items())
