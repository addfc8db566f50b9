-- Who may add to the proof of a ticket, and read it.

-- name: standing
-- Seen as in inspections/tickets/sql/listing.sql.
select
    :everything
    or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
    or (:division and t.community_code is null)
    or (
        t.dispatched_at is not null
        and (t.assignee_code = any(cast(:orgs as text[])) or t.crew_code = any(cast(:orgs as text[])))
    ) as sees,
    exists (select from inspections.ticket_event e where e.ticket_id = t.id and e.account_id = :account_id) as worked
from inspections.ticket t
where t.id = :id;
