-- An organisation ends: what it still has, and the day it answers for nothing any more.

-- name: lock
-- With its crews. For update: a step that names one of them holds `for key share` until it is committed.
select code, kind, ended_on from registry.organisation
where code = :code or (parent_code = :code and kind = 'crew' and ended_on is null)
order by code
for update;

-- name: open_work
select t.number from inspections.ticket t
where t.closed_at is null and t.dispatched_at is not null and (t.assignee_code = any(cast(:codes as text[]))
    or t.crew_code = any(cast(:codes as text[])) or exists (
        select from inspections.ticket_partner p
        where p.ticket_id = t.id and p.done_at is null and p.org_code = any(cast(:codes as text[]))))
union all
select r.number from inspections.request r
where r.closed_at is null and r.assigned_at is not null and r.assignee_code = any(cast(:codes as text[]))
order by number;

-- name: end
update registry.organisation set ended_on = :on where code = any(cast(:codes as text[]));
