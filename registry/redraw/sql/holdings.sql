-- What lies in micro-grids, by registry.micro_grid_at: the one rule of where a thing belongs.

-- name: holdings
with cell as materialized (
    select * from registry.micro_grid where code like :within and code like any (cast(:below as text[]))
), frame as materialized (
    select st_expand(st_extent(geom)\:\:geometry(polygon, 4326), 0.00001) as box from cell
), asset as (
    select registry.micro_grid_at(a.geom) as code, count(*) as n from registry.asset a, frame
    where a.geom && frame.box and a.status <> 'removed' group by 1
), building as (
    select registry.micro_grid_at(st_pointonsurface(b.geom)) as code, count(*) as n from registry.building b, frame
    where b.geom && frame.box group by 1
), entrance as (
    select registry.micro_grid_at(e.geom) as code, count(*) as n from registry.entrance e, frame where e.geom && frame.box group by 1
)
select cell.code, cell.grid_code, cell.name_zh, cell.kind, cell.households, cell.minutes, cell.floor_from, cell.floor_to,
    coalesce(asset.n, 0) as assets, coalesce(building.n, 0) as buildings, coalesce(entrance.n, 0) as entrances
from cell left join asset on asset.code = cell.code left join building on building.code = cell.code
    left join entrance on entrance.code = cell.code
order by cell.code

-- name: asset
select a.code from registry.micro_grid m join registry.asset a on a.geom && st_expand(m.geom, 0.00001)
where m.code = :code and m.code like any (cast(:below as text[])) and a.code > :after and a.status <> 'removed'
    and registry.micro_grid_at(a.geom) = m.code
order by a.code limit :limit

-- name: building
select b.code from registry.micro_grid m join registry.building b on b.geom && st_expand(m.geom, 0.00001)
where m.code = :code and m.code like any (cast(:below as text[])) and b.code > :after
    and registry.micro_grid_at(st_pointonsurface(b.geom)) = m.code
order by b.code limit :limit

-- name: entrance
select e.code from registry.micro_grid m join registry.entrance e on e.geom && st_expand(m.geom, 0.00001)
where m.code = :code and m.code like any (cast(:below as text[])) and e.code > :after and registry.micro_grid_at(e.geom) = m.code
order by e.code limit :limit
