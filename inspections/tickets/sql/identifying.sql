-- The desk names the asset of a ticket that was opened by place.

-- name: concerned
-- The open ticket without asset of a sighting, and the open ticket of the asset and defect; locked in the order of filing.sql.
select t.id, t.number, t.state, t.version, t.asset_code, t.severity, t.campaign_id, t.dispatched_at,
    t.micro_grid_code
from inspections.ticket t
where t.closed_at is null and t.defect_code = :defect_code and (
    t.asset_code = :asset_code
    or t.asset_code is null and t.id in (select ticket_id from inspections.ticket_sighting where observation_id = :observation)
)
order by t.asset_code nulls first, t.id
for no key update;

-- name: give_asset
-- Who answers stays as it is once the ticket was dispatched.
update inspections.ticket
set version = version + 1, asset_code = :asset_code, class_code = :class_code, community_code = :community_code,
    grid_code = :grid_code, place_zh = :place_zh, place_en = :place_en, accuracy_m = :accuracy_m,
    geom = st_setsrid(st_makepoint(:lon, :lat), 4326),
    assignee_code = case when dispatched_at is null then :assignee_code else assignee_code end,
    route_rule_id = case when dispatched_at is null then :route_rule_id else route_rule_id end,
    route_reason_zh = case when dispatched_at is null then :route_reason_zh else route_reason_zh end,
    route_reason_en = case when dispatched_at is null then :route_reason_en else route_reason_en end
where id = :id;

-- name: move_sightings
update inspections.ticket_sighting set ticket_id = :to_id where ticket_id = :from_id;

-- name: void
update inspections.ticket set state = 'void', version = version + 1, closed_at = :now where id = :id;
