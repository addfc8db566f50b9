-- All that a plan would touch: cells that stand, addresses, assets, tickets, observations, within a box in degrees.

-- name: standing
select code, grid_code as grid, kind, minutes as stated, floor_from, floor_to, st_asbinary(geom) as shape
from registry.micro_grid where geom && st_makeenvelope(:west, :south, :east, :north, 4326) order by code

-- A grid without micro-grids is a cell of its own: what lies in it lies in no cell of the next one, however near.
-- name: undivided
select g.code, g.code as grid, 'grid' as kind, st_asbinary(g.geom) as shape
from registry.grid g where g.geom && st_makeenvelope(:west, :south, :east, :north, 4326)
    and not exists (select from registry.micro_grid m where m.grid_code = g.code) order by g.code

-- name: communities
select c.code, c.name_zh, s.name_zh as street_zh, coalesce(nullif(s.name_en, ''), s.name_zh) as street_en
from registry.community c join registry.street s on s.code = c.street_code where c.code = any (cast(:codes as text[]))

-- A building without entrances is an address of its own; entrances without households share those of their building.
-- name: addresses
select e.code, st_x(e.geom) as lon, st_y(e.geom) as lat, 1 as floor_from, b.storeys as floor_to,
    case when sum(e.households) over of_building > 0 then e.households
        else b.households\:\:float8 / count(*) over of_building end as households
from registry.entrance e join registry.building b on b.code = e.building_code
where e.geom && st_makeenvelope(:west, :south, :east, :north, 4326)
window of_building as (partition by e.building_code)
union all
select b.code, st_x(at), st_y(at), 1, b.storeys, b.households
from registry.building b cross join lateral st_pointonsurface(b.geom) as at
where b.geom && st_makeenvelope(:west, :south, :east, :north, 4326)
    and not exists (select from registry.entrance e where e.building_code = b.code)
order by 1

-- name: assets
select code, st_x(geom) as lon, st_y(geom) as lat
from registry.asset where geom && st_makeenvelope(:west, :south, :east, :north, 4326)

-- name: tickets
select t.number, t.state, t.place_zh, t.place_en, d.name_zh as defect_zh, d.name_en as defect_en, t.hazard,
    st_x(t.geom) as lon, st_y(t.geom) as lat
from inspections.ticket t join inspections.defect d on d.code = t.defect_code
where t.closed_at is null and t.geom && st_makeenvelope(:west, :south, :east, :north, 4326)
order by t.number

-- Tickets that were not voided by the month they were filed and closed in; on time: repaired within the limit.
-- name: ticket_events
select to_char(e.at at time zone :zone, 'YYYY-MM') as month, e.kind, 1 as count, '' as asset_code,
    st_x(t.geom) as lon, st_y(t.geom) as lat
from inspections.ticket t
cross join lateral (values ('filed', t.filed_at), ('closed', t.closed_at),
    ('in_time', case when t.repaired_at <= t.due_at then t.closed_at end)) as e (kind, at)
where t.state not in ('void', 'refused') and (e.kind = 'filed' or t.closed_at is not null) and e.at >= :since and e.at <= :now
    and t.geom && st_makeenvelope(:west, :south, :east, :north, 4326)

-- What was seen of an asset counts where the asset is; what was seen of none, where it was seen. Without a place, nowhere.
-- name: observations
select to_char(o.observed_at at time zone :zone, 'YYYY-MM') as month, 'observed' as kind, count(*) as count,
    coalesce(a.code, '') as asset_code, st_x(p.at) as lon, st_y(p.at) as lat
from inspections.observation o left join registry.asset a on a.code = o.asset_code
cross join lateral (select coalesce(a.geom, o.geom) as at) as p
where o.observed_at >= :since and o.observed_at <= :now and p.at && st_makeenvelope(:west, :south, :east, :north, 4326)
group by month, a.code, p.at
