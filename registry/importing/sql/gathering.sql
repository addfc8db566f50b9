-- What the register knows already, as the import door needs it.

-- name: divisions
select code, name_zh as name, st_asbinary(geom) as shape from registry.division order by code

-- name: communities
select code, short_name as name, st_asbinary(geom) as shape from registry.community order by code

-- name: grids
select code, null as name, st_asbinary(geom) as shape from registry.grid order by code

-- name: unit_grids
select code, null as name, st_asbinary(geom) as shape from registry.unit_grid order by code

-- name: compounds
select code, name_zh as name, st_asbinary(geom) as shape from registry.compound order by code

-- name: assets
select code, class_code, st_x(geom) as lon, st_y(geom) as lat,
       case when source = :source then source_id end as source_id
from registry.asset
where source = :source or geom && st_makeenvelope(:west, :south, :east, :north, 4326)

-- name: taken_codes
select code from unnest(cast(:codes as text[])) as asked (code) where registry.was_issued('asset', code)
union
select alias from registry.alias where kind = 'asset' and alias = any(:codes)
