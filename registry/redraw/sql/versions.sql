-- Versions of the cells, and where places lie on one.

-- name: plan
select p.id, p.name, p.effective_at, c.at as known_at
from registry.plan p left join registry.change c on c.id = p.change_id where p.id = :plan

-- name: homes
-- A plan that is only laid over what stands has its own grids; elsewhere the rule is that of registry.micro_grid_at.
with place as materialized (
    select n, st_setsrid(st_makepoint(lon, lat), 4326) as geom
    from unnest(cast(:n as integer[]), cast(:lon as float8[]), cast(:lat as float8[])) as p (n, lon, lat)
), lies as materialized (
    select place.*, coalesce(
        (select g.code from registry.grid g where g.geom && place.geom and st_intersects(g.geom, place.geom) order by g.code limit 1),
        (select g.code from registry.grid g where g.geom && st_expand(place.geom, 0.00001) and st_dwithin(g.geom, place.geom, 0.00001)
            order by g.geom <-> place.geom, g.code limit 1)) as grid_code
    from place
)
select lies.n, lies.grid_code, case
    when cast(:plan as bigint) is not null
        and exists (select from registry.plan_grid pg where pg.plan_id = :plan and pg.grid_code = lies.grid_code) then coalesce(
        (select c.code from registry.plan_cell c
            where c.plan_id = :plan and c.grid_code = lies.grid_code and c.geom && lies.geom and st_intersects(c.geom, lies.geom)
            order by c.code limit 1),
        (select c.code from registry.plan_cell c
            where c.plan_id = :plan and c.grid_code = lies.grid_code and c.geom && st_expand(lies.geom, 0.00001)
                and st_dwithin(c.geom, lies.geom, 0.00001)
            order by c.geom <-> lies.geom, c.code limit 1))
    else registry.micro_grid_at(lies.geom) end as micro_grid_code
from lies order by lies.n
