-- A minor defect of the maintenance list becomes a ticket. The item is not locked: tickets come first in the order of filing.sql.

-- name: item
select m.id, m.asset_code, m.defect_code, m.severity, m.state, m.campaign_id, m.community_code, m.first_observation_id, m.ticket_id,
    t.number, a.class_code, a.owner_code, a.setting, a.grid_code, a.accuracy_m, st_x(a.geom) as lon, st_y(a.geom) as lat,
    m.last_seen_at
from inspections.maintenance_item m
join registry.asset a on a.code = m.asset_code
left join inspections.ticket t on t.id = m.ticket_id
where m.id = :id;

-- name: set_level
update inspections.ticket set level = :level where id = :id;

-- name: take_item
update inspections.maintenance_item set state = 'ticket', ticket_id = :ticket_id where id = :id and state = 'listed';
