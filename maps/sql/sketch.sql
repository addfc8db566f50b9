-- What lies round a thing, for the sketch on its certificate: metres east and north of it, cut to a box.

-- name: around
-- Shapes as SVG path data, whose y runs down. Boxes of a few tens of metres: degrees are scaled, not projected.
with spot as (
    select cast(:lon as float8) as lon, cast(:lat as float8) as lat, cast(:reach_m as float8) as reach_m,
        111320 * cos(radians(:lat)) as east_m, cast(111132 as float8) as north_m
),
box as (
    select st_expand(st_setsrid(st_makepoint(lon, lat), 4326), reach_m / east_m, reach_m / north_m) as geom from spot
),
seen as (
    select 'building' as layer, b.code, b.house_no as label, '' as class_code, b.geom, 0 as width_m
    from registry.building b, box where b.geom && box.geom
    union all
    select 'road', s.code, s.road_name, '', s.geom, coalesce(s.width_m, 7)
    from registry.road_segment s, box where s.geom && box.geom
    union all
    select 'asset', a.code, '', a.class_code, a.geom, 0
    from registry.asset a, box where a.geom && box.geom and a.status <> 'removed' and a.code <> :code
),
cut as (
    select layer, code, label, class_code, width_m,
        st_transscale(
            case layer when 'asset' then seen.geom else st_clipbybox2d(seen.geom, box.geom) end,
            -spot.lon, -spot.lat, spot.east_m, spot.north_m
        ) as geom
    from seen, box, spot
)
select layer, label, class_code, width_m, st_assvg(geom, 0, 1) as path, st_x(st_centroid(geom)) as east_m,
    st_y(st_centroid(geom)) as north_m
from cut
where not st_isempty(geom)
order by layer desc, code
limit 400;

-- name: frame
-- The middle of a micro-grid, and how far from it a square reaches that holds it, with some ground round it.
select (st_xmin(box) + st_xmax(box)) / 2 as lon, (st_ymin(box) + st_ymax(box)) / 2 as lat,
    1.15 * greatest((st_xmax(box) - st_xmin(box)) * 111320 * cos(radians(st_ymin(box))), (st_ymax(box) - st_ymin(box)) * 111132) / 2 as reach_m
from (select box2d(geom) as box from registry.micro_grid where code = :code) as cell

-- name: cells
-- The cell and those round it, its own last.
with spot as (
    select cast(:lon as float8) as lon, cast(:lat as float8) as lat, cast(:reach_m as float8) as reach_m,
        111320 * cos(radians(:lat)) as east_m, cast(111132 as float8) as north_m
)
select code = :code as own, st_assvg(st_transscale(geom, -lon, -lat, east_m, north_m), 0, 1) as path
from registry.micro_grid, spot
where geom && st_expand(st_setsrid(st_makepoint(lon, lat), 4326), reach_m / east_m, reach_m / north_m)
order by code = :code, code
