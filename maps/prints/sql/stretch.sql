-- What a paper sheet of a road segment shows in a storm.

-- name: segments
-- Of codes, in their order along names; shapes in degrees.
select s.code, s.road_name, s.from_road, s.to_road, coalesce(s.width_m, 7) as width_m, st_length(s.geom\:\:geography) as length_m,
    st_asbinary(s.geom) as shape
from registry.road_segment s
where s.code = any (cast(:codes as text[])) and exists (
    select from registry.community c where starts_with(c.code, :area) and st_intersects(c.geom, s.geom))
order by s.road_name, s.code;

-- name: bare_segments
-- Where a cover at a low point has no sound net.
select distinct a.segment_code
from registry.asset a
where a.code = any (cast(:codes as text[])) and a.segment_code is not null
order by 1;

-- name: covers
-- Along a segment.
select a.code, k.name_zh as class_zh, a.spoken_prefix, a.spoken_number, coalesce(a.fall_net, 'unknown') as fall_net,
    exists (
        select from inspections.maintenance_item i
        where i.asset_code = a.code and i.defect_code = 'fall_net' and i.state = 'listed') as reported,
    (select p.name from inspections.low_point p
        where p.retired_at is null and a.geom && st_expand(p.geom, p.within_m / 60000.0)
            and st_dwithin(a.geom\:\:geography, p.geom\:\:geography, p.within_m)
        order by st_distance(a.geom\:\:geography, p.geom\:\:geography), p.id limit 1) as low_point,
    st_asbinary(a.geom) as shape
from registry.asset a
join registry.asset_class k on k.code = a.class_code and k.is_cover
where a.segment_code = :code and a.status <> 'removed'
order by a.code;

-- name: roads
select road_name, coalesce(width_m, 7) as width_m, st_asbinary(geom) as shape
from registry.road_segment where geom && st_makeenvelope(:west, :south, :east, :north, 4326) order by code;

-- name: outlines
select st_asbinary(geom) as shape
from registry.building where geom && st_makeenvelope(:west, :south, :east, :north, 4326) order by code;

-- name: low_points
select name, within_m, st_asbinary(geom) as shape
from inspections.low_point
where retired_at is null and geom && st_makeenvelope(:west, :south, :east, :north, 4326) order by id;

-- name: synthetic
select exists (select from registry.import_run where source = :source);
