-- What the datum guard compares a batch with: where the register lies, and what is known near some places.

-- name: outlines
select code, st_asbinary(geom) as shape from registry.division
union all
select left(s.code, 6), st_asbinary(s.geom) from registry.street s join registry.division d on d.code = left(s.code, 6)
where d.geom is null and s.geom is not null
union all
select left(c.code, 6), st_asbinary(c.geom) from registry.community c join registry.division d on d.code = left(c.code, 6)
where d.geom is null and c.geom is not null
  and not exists (select from registry.street s where s.code = c.street_code and s.geom is not null)

-- name: box
select st_xmin(box) as west, st_ymin(box) as south, st_xmax(box) as east, st_ymax(box) as north
from (
    select st_extent(part) as box
    from (
        values    -- what is told of an empty table is of rows that were never committed
            (case when exists (select from registry.road_segment) then st_estimatedextent('registry', 'road_segment', 'geom')::geometry end),
            (case when exists (select from registry.asset) then st_estimatedextent('registry', 'asset', 'geom')::geometry end)
    ) extents (part)
) extent

-- name: known
with places as materialized (
    select sort, st_makeenvelope(lon - :reach_lon, lat - :reach_lat, lon + :reach_lon, lat + :reach_lat, 4326) as around
    from unnest(cast(:lon as float8[]), cast(:lat as float8[]), cast(:sorts as text[])) place (lon, lat, sort)
), things as (
    select a.class_code as sort, a.geom
    from places p join registry.asset a on a.geom && p.around and p.sort in ('', a.class_code)
    where :table = 'asset'
    union
    select 'entrance', e.geom
    from places p join registry.entrance e on e.geom && p.around
    where :table = 'entrance'
    union
    select 'building', st_centroid(b.geom)
    from places p join registry.building b on b.geom && p.around
    where :table = 'building'
    union
    select 'compound', st_centroid(c.geom)
    from places p join registry.compound c on c.geom && p.around
    where :table = 'compound'
)
select sort, st_x(geom) as lon, st_y(geom) as lat from things

-- name: roads
select st_asbinary(geom) as shape from registry.road_segment
where geom && st_makeenvelope(:west, :south, :east, :north, 4326)
limit :most

-- name: borders
select st_asbinary(st_boundary(area.geom)) as shape
from (
    select geom from registry.division
    union all
    select geom from registry.street
    union all
    select geom from registry.community
) area
where area.geom && st_makeenvelope(:west, :south, :east, :north, 4326)
