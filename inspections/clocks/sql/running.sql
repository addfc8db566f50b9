-- The clocks of a ticket: gathered before a step moves them, stored after it.

-- name: calendars
-- The version that counts of each.
select distinct on (code) code, version, time_zone, weekdays, hours, days_off, make_up_days, years
from inspections.calendar
order by code, version desc;

-- name: limits
-- Every version of those of a profile that may apply to one of the defects.
select id as limit_id, profile, kind, defect_code, condition, version, amount, unit, calendar_code, warn_share,
    escalate_share, supervise_share, source, valid_from
from inspections.time_limit
where profile = :profile and (defect_code is null or defect_code = any(cast(:defects as text[])))
order by valid_from;

-- name: clocks
select c.id, c.ticket_id, c.kind, c.calendar_version, c.started_at, c.extra_s, c.warn_at, c.due_at, c.escalate_at,
    c.supervise_at, c.rung, c.met_at, c.superseded_at, c.reason,
    l.id as limit_id, l.profile, l.defect_code, l.condition, l.version, l.amount, l.unit, l.calendar_code, l.warn_share,
    l.escalate_share, l.supervise_share, l.source, l.valid_from
from inspections.ticket_clock c
join inspections.time_limit l on l.id = c.limit_id
where c.ticket_id = any(cast(:tickets as uuid[]))
order by c.seq;

-- name: pauses
select id, ticket_id, cause, reason, since, until, cap_at
from inspections.clock_pause
where ticket_id = any(cast(:tickets as uuid[]))
order by since, id;

-- name: end_clocks
-- Ahead of those that take their place: one of a kind runs at a time.
update inspections.ticket_clock c
set met_at = e.met_at, superseded_at = e.superseded_at, next_at = e.next_at
from jsonb_to_recordset(cast(:clocks as jsonb))
    as e (id uuid, met_at timestamptz, superseded_at timestamptz, next_at timestamptz)
where c.id = e.id;

-- name: store_clocks
insert into inspections.ticket_clock as c (
    id, ticket_id, kind, limit_id, calendar_version, started_at, extra_s, warn_at, due_at, escalate_at, supervise_at, rung,
    next_at, reason
)
select n.id, n.ticket_id, n.kind, n.limit_id, n.calendar_version, n.started_at, n.extra_s, n.warn_at, n.due_at, n.escalate_at,
    n.supervise_at, n.rung, n.next_at, n.reason
from jsonb_to_recordset(cast(:clocks as jsonb)) as n (
    id uuid, ticket_id uuid, kind text, limit_id bigint, calendar_version integer, started_at timestamptz, extra_s bigint,
    warn_at timestamptz, due_at timestamptz, escalate_at timestamptz, supervise_at timestamptz, rung smallint,
    next_at timestamptz, reason text
)
on conflict (id) do update
set calendar_version = excluded.calendar_version, warn_at = excluded.warn_at, due_at = excluded.due_at,
    escalate_at = excluded.escalate_at, supervise_at = excluded.supervise_at, next_at = excluded.next_at,
    reason = excluded.reason, superseded_at = null;    -- one that ended by mistake runs again

-- name: store_pauses
insert into inspections.clock_pause (id, ticket_id, cause, reason, since, until, cap_at)
select id, ticket_id, cause, reason, since, until, cap_at
from jsonb_to_recordset(cast(:pauses as jsonb)) as p (
    id uuid, ticket_id uuid, cause text, reason text, since timestamptz, until timestamptz, cap_at timestamptz
)
on conflict (id) do update set until = excluded.until;

-- name: show_due
-- The repair's limit on the ticket itself, where lists read it.
update inspections.ticket set due_at = :due_at, limit_reason = :limit_reason where id = :id;

-- name: running_of_calendar
select distinct c.ticket_id
from inspections.ticket_clock c
join inspections.time_limit l on l.id = c.limit_id
where l.calendar_code = :code and c.met_at is null and c.superseded_at is null
order by c.ticket_id;

-- name: lock_tickets
select id from inspections.ticket where id = any(cast(:tickets as uuid[])) order by id for no key update;

-- name: asked_condition
-- The condition that the extension which was granted last asked for.
select e.data ->> 'condition'
from inspections.ticket_plea p
join inspections.ticket_event e on e.id = p.id
where p.ticket_id = :id and p.kind = 'extend' and p.second_at is not null
order by p.second_at desc
limit 1;
