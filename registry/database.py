"""One place to open the database, migrate it, and turn a broken constraint into a word."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError

from registry.errors import Conflict, Invalid, JinggeError, Stale, Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"

# What a broken constraint means, by its name. Names not listed are told by kind (below).
CONSTRAINTS: Mapping[str, tuple[type[JinggeError], str]] = {
    "three_administrators": (
        Conflict,
        "system, security and audit administrators are three accounts: one account is one of them",
    ),
    "auditor_does_nothing_else": (Conflict, "whoever reads the audit has no other role"),
    "audit_is_kept": (Conflict, "the audit is kept for 180 days at least"),
    "issued_code_pk": (Conflict, "the code was issued before; a code is never reused"),
    "append_only": (Conflict, "rows of this table are only ever added"),
    "code_cannot_change": (Conflict, "a code cannot change"),
    "one_open_ticket": (Conflict, "an open ticket for this asset and defect exists already"),
    "one_open_maintenance_item": (Conflict, "this defect of this asset is on the maintenance list already"),
    "verifier_is_not_repairer": (Conflict, "whoever repaired may not verify"),
    "verifier_is_no_kin": (Conflict, "whom the repairer works for, or who works for the repairer, may not verify"),
    "confirmer_is_not_enterer": (Conflict, "quantities are confirmed by another organisation than entered them"),
    "ticket_material_once": (Stale, "somebody entered or corrected this material meanwhile; read the list again"),
    "material_is_corrected_by_a_line": (Conflict, "a quantity is not changed: correct it by a new line"),
    "contract_once": (Conflict, "the two have a contract for the same sections and classes at that time already"),
    "contract_runs": (Invalid, "a contract ends on or after the day it starts"),
    "one_answers_for_a_side": (
        Conflict,
        "another organisation, or the same, answers for this side at that time already",
    ),
    "road_side_runs": (Invalid, "a road side is answered for until the day it starts or later"),
    "road_side_org_code_fkey": (Invalid, "no organisation of the register has this code"),
    "owner_link_expires": (Invalid, "a link ends after it is made and lives at most 31 days"),
    "owner_link_is_kept": (Conflict, "the link has ended already"),
    "owner_link_act_once": (Conflict, "this was done by the link already"),
    "phone_answer_called": (Invalid, "the call lies in the future; when was it?"),
    "nobody_said_nothing": (Invalid, "a call that was not answered has neither speaker nor words"),
    "phone_answer_said": (Invalid, "say who spoke, by position, and what was said"),
    "phone_answer_is_kept": (Conflict, "an answer stays as it was entered"),
    "contract_of_two": (Invalid, "a contract is between two organisations"),
    "ticket_event_once": (Conflict, "the ticket changed meanwhile; read it again"),
    "owner_decision_once": (Stale, "somebody decided on this cover meanwhile; read it again"),
    "nobody_guards_two_places": (Conflict, "this person guards elsewhere at that time; nobody stands in two places"),
    "guard_proof": (Invalid, "a barrier or a plate is proved by a photo"),
    "guard_named": (Invalid, "name who guards: an account or an organisation"),
    "guard_ends": (Invalid, "a guard ends after it begins and lasts at most 31 days"),
    "guard_account_id_fkey": (Invalid, "no account has this id"),
    "guard_org_code_fkey": (Invalid, "no organisation of the register has this code"),
    "attendant_never_enters": (Invalid, "the attendant never enters: name somebody else as entrant or as attendant"),
    "one_open_entry_card": (Conflict, "a card for this well is open already; close that first"),
    "opener_does_not_approve": (Conflict, "whoever opened the card does not approve it"),
    "nobody_is_left_below": (Conflict, "somebody is still below: the card cannot be closed"),
    "entry_event_once": (Stale, "the card changed meanwhile; read it again"),
    "planned_opening_ends": (Invalid, "an opening ends after it begins and lasts at most 31 days"),
    "planned_opening_event_once": (Stale, "the opening changed meanwhile; read it again"),
    "one_storm_of_an_area": (Conflict, "a storm is declared for this area already; grade that one"),
    "storm_event_once": (Stale, "the storm changed meanwhile; read it again"),
    "one_duty_station": (Conflict, "there is a station of this kind for this area or organisation already"),
    "nobody_is_on_duty_twice": (
        Conflict,
        "somebody would be on duty at two stations at once; allow it, or give it to another",
    ),
    "duty_leave_once": (Conflict, "this person is on leave at that time already"),
    "duty_stand_in_once": (Conflict, "somebody stands in for this person at that time already; end that first"),
    "duty_stand_in_of_two": (Invalid, "nobody stands in for themselves"),
    "stand_in_circle": (Conflict, "the chain of stand-ins comes back to whom it began with; name somebody else"),
    "duty_handover_once": (Conflict, "there is a sheet for the end of this shift already"),
    "one_signs_for_one": (Conflict, "whoever hands over does not sign for whoever takes over"),
    "handover_is_kept": (Conflict, "a sheet of hand-over stays as it was signed"),
    "one_open_recovery": (Conflict, "a recovery of this ticket is open already; go on with that one"),
    "recovery_once": (Conflict, "somebody opened a recovery of this ticket meanwhile; read it again"),
    "recovery_event_once": (Stale, "the recovery changed meanwhile; read it again"),
    "nobody_owns_what_is_public": (Conflict, "public notice is given of what nobody owns"),
    "nobody_stands_in_for_themselves": (Invalid, "name who makes good in the owner's place, not the owner"),
    "who_costed_does_not_decide": (Conflict, "whoever listed the cost does not decide on it"),
    "no_more_is_owed_than_it_cost": (Conflict, "no more is owed than it cost"),
    "material_is_recovered_once": (Conflict, "this quantity stands on the cost sheet of another recovery already"),
    "material_is_priced_once": (Invalid, "a confirmed quantity stands on two lines"),
    "recovery_owner_code_fkey": (Invalid, "no organisation of the register has this code as owner"),
    "recovery_stand_in_code_fkey": (Invalid, "no organisation of the register has this code to stand in"),
    "crew_has_one_shift": (Conflict, "the crew has a shift at that time already; end or move that first"),
    "one_published_plan": (Conflict, "another plan of this house and day is published; plan anew from that one"),
    "post_held_once": (Conflict, "this post is held by somebody at that time; end that first"),
    "post_holder_account": (Conflict, "this account is another holder of posts already"),
    "one_appeal_an_indicator": (Conflict, "an appeal on this ticket and indicator is open or granted already"),
    "appeal_decider_is_not_asker": (Conflict, "whoever asked does not decide, nor does anybody of that house"),
    "appeal_decided_once": (Conflict, "an appeal is decided once; ask again instead"),
    "one_appeal_a_rate": (Conflict, "an appeal on this request and rate is open or approved already"),
    "approver_is_not_asker": (Conflict, "whoever asked does not decide"),
    "request_event_once": (Conflict, "the request changed meanwhile; read it again"),
    "request_source_number": (Conflict, "the source has this work order already"),
    "asset_source": (Conflict, "the source names this asset already"),
    "asset_pkey": (Conflict, "an asset with this code is in the register; leave the code empty and a new one is given"),
    "asset_spoken": (Conflict, "another asset has this spoken number"),
    "asset_in_division": (
        Invalid,
        "the position lies in no division of the register, or more than 5 km outside of all of it: mind the datum",
    ),
    "place_in_area": (Invalid, "the position lies in no area of the register"),
    "valid_from_is_past": (Invalid, "what is not yet true is not in the register: tell it when it is so"),
    "account_login": (Conflict, "the login is taken"),
    "account_login_form": (Invalid, "a login is 2 to 64 of a-z, 0-9, dot, dash or underscore"),
}

_STATES: Mapping[str, tuple[type[JinggeError], str]] = {
    "23505": (Conflict, "this contradicts what is stored"),
    "23P01": (Conflict, "this contradicts what is stored"),
    "40001": (Conflict, "somebody else changed the same thing at the same moment; try again"),
    "40P01": (Conflict, "somebody else changed the same thing at the same moment; try again"),
    "23503": (Invalid, "a named thing does not exist"),
    "23514": (Invalid, "a value breaks a rule of the register"),
    "23502": (Invalid, "a value is missing"),
}


def open_engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine for `url` (any postgresql:// form; psycopg 3 is the driver). Time zone UTC, EPSG known by PostGIS."""
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=8,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 5, "application_name": "jingge"},
    )


# Alembic is imported where it is needed: most commands do not migrate.


def _alembic(engine: Engine) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision` (forward)."""
    from alembic import command  # noqa: PLC0415 - see above

    command.upgrade(_alembic(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision` ("base" empties it)."""
    from alembic import command  # noqa: PLC0415 - see above

    command.downgrade(_alembic(engine), revision)


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """The revision the database has and the newest there is."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    with engine.connect() as conn:
        current = MigrationContext.configure(conn).get_current_revision()
    return current, ScriptDirectory(str(MIGRATIONS)).get_current_head()


@contextmanager
def told() -> Iterator[None]:
    """Turns database errors into domain errors: a constraint by its name, a lost server or table into `unavailable`.

    What is not understood is raised as it came.
    """
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:  # COPY goes through psycopg itself
        raise explain(error) from error


def explain(error: DBAPIError | psycopg.Error) -> Exception:
    """The domain error a database error stands for, or the error itself."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return error
    state = cause.sqlstate or ""
    lost = isinstance(cause, psycopg.OperationalError) and not state
    invalidated = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or invalidated or state == "53300" or state.startswith(("57P", "08")):
        return Unavailable("the database does not answer; try again in a moment")
    name = cause.diag.constraint_name or ""
    if state in {"42P01", "3F000"}:  # no such table, no such schema
        return Unavailable("the database has not the tables of this version; run: jingge db migrate")
    if name in CONSTRAINTS:
        kind, message = CONSTRAINTS[name]
    elif state == "23503" and "still referenced" in (cause.diag.message_detail or ""):
        kind, message = Conflict, f"other things still name it ({name}): take those away first, or retire it"
    elif state in _STATES:
        kind, message = _STATES[state]
        message = f"{message} ({name or cause.diag.column_name or state})"
    elif isinstance(cause, psycopg.DataError):  # class 22, and what psycopg refuses to send: zero characters
        kind, message = Invalid, "a value does not fit: too large, or a text with a zero character"
    else:
        return error
    return kind(message, constraint=name)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction, committed at the end, rolled back on any error; errors told."""
    with told(), engine.begin() as conn:
        yield conn


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One read-only snapshot; errors told."""
    with told(), engine.connect() as conn:
        conn.execute(text("set transaction read only"))
        yield conn
