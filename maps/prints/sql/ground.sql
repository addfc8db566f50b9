-- What the register has for a print: within areas (patterns of grid codes) or a box in degrees.

-- name: communities
select c.code, c.name_zh, c.street_code, s.name_zh as street_zh, st_asbinary(c.geom) as shape
from registry.community c join registry.street s on s.code = c.street_code
where c.geom is not null and exists (
    select from registry.grid g where g.community_code = c.code and g.code like any (cast(:areas as text[])))
order by c.code

-- name: streets
select s.code, s.name_zh, st_asbinary(s.geom) as shape
from registry.street s
where s.geom is not null and exists (
    select from registry.grid g where left(g.code, 9) = s.code and g.code like any (cast(:areas as text[])))
order by s.code

-- name: roads
select code, road_name, road_class, coalesce(width_m, 7) as width_m, st_asbinary(geom) as shape
from registry.road_segment where geom && st_makeenvelope(:west, :south, :east, :north, 4326) order by code

-- name: landmarks
select kind, name_zh, st_asbinary(st_clipbybox2d(geom, st_makeenvelope(:west, :south, :east, :north, 4326))) as shape
from registry.landmark where geom && st_makeenvelope(:west, :south, :east, :north, 4326) order by id

-- name: outlines
-- Buildings that are only drawn.
select code, house_no, use, st_asbinary(geom) as shape
from registry.building where geom && st_makeenvelope(:west, :south, :east, :north, 4326) order by code

-- name: buildings
-- Buildings with the cell they are in: that of floor :at_floor where cells lie above each other.
select b.code, b.road_name, b.house_no, b.use, b.storeys, b.households, b.shops, b.institution_zh,
    c.name_zh as compound_zh, place.cell, st_asbinary(b.geom) as shape
from registry.building b
left join registry.compound c on c.code = b.compound_code
cross join lateral (select registry.micro_grid_at(st_pointonsurface(b.geom), cast(:at_floor as integer)) as cell) as place
where b.geom && (select st_extent(m.geom)::geometry from registry.micro_grid m where m.grid_code = :grid)
    and left(place.cell, 15) = :grid
order by b.code

-- name: entrances
select e.code, e.building_code, e.number, e.households, st_asbinary(e.geom) as shape
from registry.entrance e where e.building_code = any (cast(:buildings as text[])) order by e.code

-- name: assets
-- How many covers and other components each cell of a grid has.
select registry.micro_grid_at(a.geom) as cell, count(*) as assets
from registry.asset a
where a.status <> 'removed'
    and a.geom && (select st_extent(m.geom)::geometry from registry.micro_grid m where m.grid_code = :grid)
    and left(registry.micro_grid_at(a.geom), 15) = :grid
group by 1 order by 1

-- name: floors
-- The cells a building is in, from the ground up.
select m.code from registry.building b
join registry.micro_grid m on m.geom && b.geom and st_intersects(m.geom, st_pointonsurface(b.geom))
where b.code = :building order by coalesce(m.floor_from, 0), m.code

-- name: synthetic
select exists (select from registry.import_run where source = :source)
