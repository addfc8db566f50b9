-- One step of one ticket: lock, decide, store.

-- name: lock_ticket
-- Not `for update`: a sighting may be attached meanwhile.
select t.*, st_x(t.geom) as lon, st_y(t.geom) as lat from inspections.ticket t where t.id = :id for no key update;

-- name: lock_tickets
-- Before several steps in one transaction: everybody locks in the order of filing.sql, so nobody waits in a circle.
select t.id from inspections.ticket t
where t.id = any(cast(:ids as uuid[]))
order by t.asset_code nulls first, case when t.asset_code is not null then t.defect_code end, t.id
for no key update;

-- name: event
select id, ticket_id, action, account_id, reason, data, device_time from inspections.ticket_event where id = :id;

-- name: moved_at
-- When the ticket became what a step starts from: a quiet step may start from an older version. By whoever did it, not by its receipt.
select coalesce(done_at, at) from inspections.ticket_event
where ticket_id = :id and version <= :version and not quiet
order by seq desc
limit 1;

-- name: organisations
-- For key share: none of them ends before the step is committed (inspections/routing/ending.py).
select code, kind, parent_code, ended_on from registry.organisation where code = any(cast(:codes as text[])) for key share;

-- name: store_ticket
update inspections.ticket
set state = :state, version = :version, defect_code = :defect_code, hazard = :hazard, assignee_code = :assignee_code,
    crew_code = :crew_code, route_rule_id = :route_rule_id, route_reason_zh = :route_reason_zh, route_reason_en = :route_reason_en,
    limit_reason = :limit_reason, level = :level, finding = :finding, filing_condition = :filing_condition,
    closing_condition = :closing_condition, filed_at = :filed_at, dispatched_at = :dispatched_at, due_at = :due_at,
    signed_at = :signed_at, arrived_at = :arrived_at, made_safe_at = :made_safe_at, repaired_at = :repaired_at,
    repaired_by = :repaired_by, repaired_house = :repaired_house, verified_at = :verified_at, verified_by = :verified_by,
    closed_at = :closed_at, reworks = :reworks, bounces = :bounces, final = :final, reopens = :reopens
where id = :id;
