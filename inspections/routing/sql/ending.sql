-- An organisation ends: what it still has, and the day it answers for nothing any more.

-- name: lock
-- With its crews. For update: a step that names one of them holds `for key share` until it is committed.
select code, kind, ended_on from registry.organisation
where code = :code or (parent_code = :code and kind = 'crew' and ended_on is null)
order by code
for update;

-- name: hold
-- For key share: none of them ends before the transaction does. Those that ended already.
with held as (
    select code, ended_on from registry.organisation where code = any(cast(:codes as text[])) order by code for key share)
select code, ended_on from held where ended_on is not null;

-- name: open_work
-- `named` is what a command of its kind takes.
select 'ticket' as kind, t.number, t.state, t.number as named from inspections.ticket t
where t.closed_at is null and t.dispatched_at is not null
    and (t.assignee_code = any(cast(:codes as text[])) or t.crew_code = any(cast(:codes as text[])))
union all
select 'part', t.number, t.state, t.number from inspections.ticket_partner p
join inspections.ticket t on t.id = p.ticket_id
where t.closed_at is null and p.done_at is null and p.org_code = any(cast(:codes as text[]))
union all
select 'request', r.number, r.state, r.number from inspections.request r
where r.closed_at is null and r.assigned_at is not null and r.assignee_code = any(cast(:codes as text[]))
union all
select 'recovery', t.number, y.state, cast(y.id as text) from inspections.recovery y
join inspections.ticket t on t.id = y.ticket_id
where y.closed_at is null and (y.owner_code = any(cast(:codes as text[]))
    or (y.state = 'standing_in' and y.stand_in_code = any(cast(:codes as text[]))))
order by number, kind;

-- name: end
update registry.organisation set ended_on = :on where code = any(cast(:codes as text[]));
