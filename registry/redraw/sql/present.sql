-- What stands now, within areas: codes of divisions, streets, communities or grids, as patterns.

-- name: unknown
select asked.code from unnest(cast(:codes as text[])) as asked (code)
where not exists (select from registry.grid g where g.code like asked.code || '%') order by 1

-- name: cells
select m.code, m.grid_code as grid, m.name_zh, m.kind, m.households, m.minutes, m.floor_from, m.floor_to,
    st_asbinary(m.geom) as shape
from registry.micro_grid m where m.grid_code like any (cast(:areas as text[])) order by m.code

-- name: grids
select g.code, g.name_zh, g.community_code as community, c.name_zh as community_zh, c.short_name as community_short,
    s.name_zh as street_zh, d.name_zh as division_zh, g.households, st_asbinary(g.geom) as shape
from registry.grid g
join registry.community c on c.code = g.community_code
join registry.street s on s.code = c.street_code
join registry.division d on d.code = s.division_code
where g.code like any (cast(:areas as text[])) order by g.code

-- name: plan
-- The newest plan in effect on some of the grids.
select p.id, p.name, p.effective_at, p.settings
from registry.plan p
where p.state = 'effective' and exists (
    select from registry.plan_grid g where g.plan_id = p.id and g.grid_code like any (cast(:areas as text[])))
order by p.effective_at desc, p.id desc limit 1

-- name: streets
-- Of an area that is smaller than a street, the street it lies in.
select s.code, s.name_zh, s.name_en from registry.street s
where exists (select from unnest(cast(:areas as text[])) as area (code) where s.code like area.code || '%' or area.code like s.code || '%')
order by s.code
