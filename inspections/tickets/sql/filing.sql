-- From sightings to tickets and to the maintenance list. Everybody locks in one order, so that no two batches wait for each
-- other: the cells of the grids (a shared lock: nobody draws them anew meanwhile), tickets without asset (one advisory lock), the
-- counter of the day, tickets by asset and defect, maintenance items.

-- name: attached
select s.observation_id, t.id, t.number
from inspections.ticket_sighting s
join inspections.ticket t on t.id = s.ticket_id
where s.observation_id = any(cast(:observations as uuid[]));

-- name: handling
select code, hazard, handling from inspections.defect where code = any(cast(:codes as text[]));

-- name: asset_places
select code, st_x(geom) as lon, st_y(geom) as lat, accuracy_m
from registry.asset
where code = any(cast(:codes as text[]));

-- name: lock_cells
select inspections.lock_cells();

-- name: lock_placeless
select pg_advisory_xact_lock(hashtext('inspections.ticket without asset'));

-- name: nearby
-- For each group without an asset the nearest open ticket without one, of the same defect, within so many metres.
select g.id as group_id, near.id, near.number
from jsonb_to_recordset(cast(:groups as jsonb)) as g (id uuid, defect_code text, lon float8, lat float8)
cross join lateral (
    select t.id, t.number
    from inspections.ticket t
    where t.asset_code is null and t.defect_code = g.defect_code and t.closed_at is null
        and t.geom && st_expand(st_setsrid(st_makepoint(g.lon, g.lat), 4326), 0.001)
        and st_dwithin(t.geom\:\:geography, st_setsrid(st_makepoint(g.lon, g.lat), 4326)\:\:geography, :within_m)
    order by st_distance(t.geom\:\:geography, st_setsrid(st_makepoint(g.lon, g.lat), 4326)\:\:geography), t.number
    limit 1
) near;

-- name: keep_open
-- Locks tickets that are still open; one that was closed meanwhile does not come back.
select id from inspections.ticket
where id = any(cast(:ids as uuid[])) and closed_at is null
order by id
for no key update;

-- name: open_tickets
-- An open ticket of the same asset and defect is locked and comes back in place of the proposed one; a step that closes it at
-- this moment is waited for, and then the proposed one is opened.
insert into inspections.ticket as t (
    id, number, state, asset_code, class_code, defect_code, severity, hazard, campaign_id, place_zh, place_en, community_code,
    grid_code, geom, accuracy_m, assignee_code, route_rule_id, route_reason_zh, route_reason_en, limit_reason, reported_at
)
select p.id, p.number, 'reported', p.asset_code, p.class_code, p.defect_code, p.severity, p.hazard, p.campaign_id, p.place_zh,
    p.place_en, p.community_code, p.grid_code, st_setsrid(st_makepoint(p.lon, p.lat), 4326), p.accuracy_m, p.assignee_code,
    p.route_rule_id, p.route_reason_zh, p.route_reason_en, p.limit_reason, :now
from jsonb_to_recordset(cast(:tickets as jsonb)) as p (
    id uuid, number text, asset_code text, class_code text, defect_code text, severity smallint, hazard boolean,
    campaign_id uuid, place_zh text, place_en text, community_code text, grid_code text, lon float8, lat float8,
    accuracy_m real, assignee_code text, route_rule_id bigint, route_reason_zh text, route_reason_en text, limit_reason text
)
order by p.asset_code, p.defect_code, p.id
on conflict (asset_code, defect_code) where closed_at is null and parent_id is null do update set hazard = t.hazard
returning t.id, t.number, t.asset_code, t.defect_code;

-- name: report_events
insert into inspections.ticket_event (id, ticket_id, version, action, to_state, at, account_id, org_code)
select e.id, e.ticket_id, 1, 'report', 'reported', :now, :account_id, :org_code
from jsonb_to_recordset(cast(:events as jsonb)) as e (id uuid, ticket_id uuid)
order by e.ticket_id;

-- name: attach
insert into inspections.ticket_sighting (ticket_id, observation_id)
select s.ticket_id, s.observation_id
from jsonb_to_recordset(cast(:sightings as jsonb)) as s (ticket_id uuid, observation_id uuid)
order by s.observation_id
on conflict (observation_id) do nothing;

-- name: list_items
insert into inspections.maintenance_item as m (
    id, asset_code, defect_code, severity, campaign_id, community_code, first_seen_at, last_seen_at, sightings,
    first_observation_id
)
select i.id, i.asset_code, i.defect_code, i.severity, i.campaign_id, i.community_code, i.first_seen_at, i.last_seen_at,
    i.sightings, i.first_observation_id
from jsonb_to_recordset(cast(:items as jsonb)) as i (
    id uuid, asset_code text, defect_code text, severity smallint, campaign_id uuid, community_code text,
    first_seen_at timestamptz, last_seen_at timestamptz, sightings integer, first_observation_id uuid
)
order by i.asset_code, i.defect_code
on conflict (asset_code, defect_code) where state = 'listed' do update
set sightings = m.sightings + excluded.sightings,
    severity = greatest(m.severity, excluded.severity),
    first_seen_at = least(m.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(m.last_seen_at, excluded.last_seen_at)
returning m.id, m.asset_code, m.defect_code;
