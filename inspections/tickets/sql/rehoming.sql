-- Work on assets that ended goes to their heirs.

-- name: lock_tickets
-- Open tickets of what ended and of what stands in its place, locked in the order of filing.sql; of several heirs the one nearest
-- to the ticket.
select t.id, t.number, t.state, t.version, t.asset_code, t.defect_code, t.micro_grid_code, (
        select a.code from registry.asset a where a.code = any (cast(:heirs as text[])) order by a.geom <-> t.geom, a.code limit 1
    ) as heir
from inspections.ticket t
where t.closed_at is null
    and (t.asset_code = any (cast(:ended as text[])) or t.asset_code = any (cast(:heirs as text[])))
order by t.asset_code, t.defect_code, t.id
for no key update;

-- name: open_work
select number from inspections.ticket where asset_code = any (cast(:codes as text[])) and closed_at is null
union all
select 'maintenance: ' || defect_code from inspections.maintenance_item
where asset_code = any (cast(:codes as text[])) and state = 'listed'
order by 1;

-- name: place
select st_x(geom) as lon, st_y(geom) as lat from registry.asset where code = :code;

-- name: give
update inspections.ticket t
set version = t.version + 1, asset_code = a.code, class_code = a.class_code, community_code = a.community_code,
    grid_code = a.grid_code, geom = a.geom, accuracy_m = a.accuracy_m, place_zh = :place_zh, place_en = :place_en
from registry.asset a
where t.id = :id and a.code = :code;

-- name: move_sightings
update inspections.ticket_sighting set ticket_id = :to_id where ticket_id = :from_id;

-- name: void
update inspections.ticket set state = 'void', version = version + 1, closed_at = :now where id = :id;

-- name: lock_items
select id, asset_code, defect_code from inspections.maintenance_item
where asset_code = any (cast(:ended as text[])) and state = 'listed'
order by asset_code, defect_code
for no key update;

-- name: join_item
update inspections.maintenance_item m
set sightings = m.sightings + o.sightings, severity = greatest(m.severity, o.severity),
    first_seen_at = least(m.first_seen_at, o.first_seen_at), last_seen_at = greatest(m.last_seen_at, o.last_seen_at)
from inspections.maintenance_item o
where o.id = :id and m.asset_code = :code and m.defect_code = o.defect_code and m.state = 'listed';

-- name: void_item
update inspections.maintenance_item set state = 'void' where id = :id;

-- name: give_item
update inspections.maintenance_item m set asset_code = a.code, community_code = a.community_code
from registry.asset a
where m.id = :id and a.code = :code;
