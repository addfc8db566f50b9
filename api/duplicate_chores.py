"""What the service does by itself about duplicates: looks for pairs, merges what the rule allows, hashes old pictures.

All of it is found again from the database: killed at any moment or run twice, nothing is done a second time.
"""

from datetime import datetime

from sqlalchemy import Engine

from api.settings import Settings
from inspections.duplicates import merging, pictures, suggesting
from inspections.observations.photostore import PhotoStore
from registry.database import writing
from registry.errors import NotFound

_AT_ONCE = 200


def find_duplicates(engine: Engine, settings: Settings, now: datetime) -> int:
    """New pairs among the open tickets; none where no weights were loaded yet."""
    try:
        with writing(engine) as conn:
            found = suggesting.suggest_tickets(conn, now=now)
            merging.merge_by_rule(conn, now=now, profile=settings.time_limit_profile)
    except NotFound:
        return 0
    return found


def hash_pictures(engine: Engine, settings: Settings, now: datetime) -> int:  # noqa: ARG001 - a chore is told the time
    """Pictures that came before there were hashes, some at a time."""
    with writing(engine) as conn:
        return pictures.enter_missing(conn, PhotoStore(settings.photo_root), most=_AT_ONCE)
