-- What the indicators of tickets are counted from.

-- name: cases
-- Tickets that were reported or that something was due for before the end, and not all over long before the span.
select t.id, coalesce(t.assignee_code, '') as department, coalesce(left(t.community_code, 9), '') as street
from inspections.ticket t
where t.reported_at < :end
    and (t.reported_at >= :from_at
        or exists (select from inspections.ticket_clock c where c.ticket_id = t.id and c.due_at >= :from_at and c.due_at < :end)
        or exists (select from inspections.ticket_event e where e.ticket_id = t.id and e.at >= :from_at and e.at < :end))
    and (cast(:area as text) is null or starts_with(t.community_code, :area))
    and (cast(:department as text) is null or t.assignee_code = :department)
    and (
        :everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null)
        or (
            t.dispatched_at is not null
            and (t.assignee_code = any(cast(:orgs as text[])) or t.crew_code = any(cast(:orgs as text[])))
        )
    )
order by t.number;

-- name: events
select ticket_id, action, at from inspections.ticket_event
where ticket_id = any(cast(:tickets as uuid[])) and not quiet order by seq;

-- name: limits
-- A replaced clock counts no more; that of a verification that was not needed, for it was closed without, never did.
select c.ticket_id, c.kind, c.started_at, c.due_at, c.met_at from inspections.ticket_clock c
where c.ticket_id = any(cast(:tickets as uuid[])) and c.superseded_at is null and c.kind in ('level', 'check', 'repair', 'verify')
    and not (c.kind = 'verify' and c.met_at is not null and not exists (
        select from inspections.ticket_event e
        where e.ticket_id = c.ticket_id and e.action in ('verify', 'rework') and e.at = c.met_at))
order by c.seq;

-- name: left_out
select ticket_id, indicator from inspections.ticket_appeal
where state = 'granted' and ticket_id = any(cast(:tickets as uuid[]));

-- name: names
select code, name_zh from registry.organisation where code = any(cast(:codes as text[]))
union all select code, name_zh from registry.street where code = any(cast(:codes as text[]));
