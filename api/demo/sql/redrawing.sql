-- What a street's micro-grids are drawn of.

-- name: grids
select code from registry.grid where code like :street || '%' order by code

-- name: buildings
select b.code as source_id, b.use, b.storeys, b.households, b.shops, b.institution_zh,
    st_asbinary(st_pointonsurface(b.geom)) as shape
from registry.building b
join registry.grid g on st_covers(g.geom, st_pointonsurface(b.geom))
where g.code = any(:grids)
order by b.code
