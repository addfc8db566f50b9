"""Letters of recoveries, put together for route and command alike."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from api.settings import Settings
from inspections.payers import letters
from maps import qr
from maps.prints.letter import Sender, letter_sheet
from maps.prints.stretch import is_synthetic
from maps.prints.wallmap import Printed
from registry.actor import Actor


def letter_of(
    conn: Connection,
    actor: Actor,
    recovery_id: UUID,
    event_id: UUID | None,
    *,
    settings: Settings,
    draft: bool,
    now: datetime,
) -> Printed:
    """The letter of an act, or of the last that has one; a draft says so.

    Raises NotFound, Forbidden, Conflict for an act without a letter, Invalid for an address nobody else can open.
    """
    if not draft:
        qr.check_printable(settings.public_url)
    letter = letters.letter(conn, actor, recovery_id, event_id, now=now)
    sender = Sender(settings.operator, settings.public_url, settings.hotline, is_synthetic(conn), draft)
    return letter_sheet(letter, sender)
