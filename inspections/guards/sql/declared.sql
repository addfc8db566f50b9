-- Reports of lids that somebody opened on purpose, and said so before.

-- name: openings
-- Of each report the opening that stands now for its cover; the lock lets nobody close it meanwhile. One that began later holds.
select s.observation_id, o.id as opening_id
from inspections.planned_opening o
join inspections.planned_opening_asset a on a.opening_id = o.id
join jsonb_to_recordset(cast(:sightings as jsonb)) as s (observation_id uuid, asset_code text) on s.asset_code = a.asset_code
where o.closed_at is null and o.overdue_at is null and o.begins_at <= :now and o.until > :now
order by o.id
for share of o;

-- name: attached
select observation_id from inspections.planned_opening_report where observation_id = any (cast(:ids as uuid[]));

-- name: attach
insert into inspections.planned_opening_report (observation_id, opening_id, at)
values (:observation_id, :opening_id, :now)
on conflict (observation_id) do nothing;
