-- Declared openings whose time is over without a closing photo become hazards.

-- name: due
-- Locked before anything else; another process has those it locked.
select id, until from inspections.planned_opening
where closed_at is null and overdue_at is null and until <= :now
order by until, id
limit :most
for update skip locked;

-- name: assets
select a.code, a.class_code, a.owner_code, a.setting, a.community_code, a.grid_code, st_x(a.geom) as lon, st_y(a.geom) as lat,
    a.accuracy_m
from inspections.planned_opening_asset o
join registry.asset a on a.code = o.asset_code
where o.opening_id = :id
order by a.code;

-- name: observe
insert into inspections.observation (
    id, batch_id, device_id, account_id, asset_code, matched_by, result, defect_code, severity, note, geom, accuracy_m,
    observed_at, received_at, content_sha256
)
select :id, :opening_id, 'planned opening', :account_id, a.code, 'code', 'defect', :defect, :severity, :note, a.geom, a.accuracy_m,
    :at, :now, decode(md5(:note), 'hex')
from registry.asset a where a.code = :asset_code
on conflict (id) do nothing;

-- name: became
update inspections.planned_opening_asset set ticket_id = :ticket_id where opening_id = :id and asset_code = :asset_code;

-- name: mark
update inspections.planned_opening set overdue_at = :now, version = version + 1 where id = :id;

-- name: tell
insert into inspections.planned_opening_event (id, opening_id, version, action, at, until)
select :event_id, o.id, o.version, 'overdue', :now, o.until
from inspections.planned_opening o where o.id = :id;

-- name: hand_over
-- What the opening had taken to itself are sightings of its tickets now.
insert into inspections.ticket_sighting (ticket_id, observation_id)
select a.ticket_id, r.observation_id
from inspections.planned_opening_report r
join inspections.observation s on s.id = r.observation_id
join inspections.planned_opening_asset a on a.opening_id = r.opening_id and a.asset_code = s.asset_code
where r.opening_id = :id and a.ticket_id is not null
on conflict (observation_id) do nothing;
