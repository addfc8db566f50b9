-- Appeals that a request be left out of a rate.

-- name: ask
insert into inspections.rate_appeal (id, request_id, rate, asked_by, asked_org, asked_at, reason)
values (:id, :request_id, :rate, :by, :org, :at, :reason);

-- name: lock
select id from inspections.rate_appeal where id = :id for no key update;

-- name: appeal
select a.id, a.request_id, r.number, a.rate, a.version, a.asked_by, a.asked_org, a.asked_at, a.reason, a.decided_by, a.decided_at,
    a.approved, a.decision
from inspections.rate_appeal a
join inspections.request r on r.id = a.request_id
where a.id = :id;

-- name: decide
update inspections.rate_appeal
set decided_by = :by, decided_at = :at, approved = :approved, decision = :decision, version = version + 1
where id = :id;

-- name: appeals
select a.id, a.request_id, r.number, a.rate, a.version, a.asked_by, a.asked_org, a.asked_at, a.reason, a.decided_by, a.decided_at,
    a.approved, a.decision
from inspections.rate_appeal a
join inspections.request r on r.id = a.request_id
where (:everything or (r.assignee_code = any(cast(:orgs as text[])) and r.assigned_at is not null)
        or exists (select from unnest(cast(:areas as text[])) s where starts_with(r.area_code, s)))
    and (cast(:is_open as boolean) is null or cast(:is_open as boolean) = (a.approved is null))
    and (cast(:after as uuid) is null or a.id > cast(:after as uuid))
order by a.id
limit :limit;
