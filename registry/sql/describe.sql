-- Puts places among what the register knows around them.

-- name: surroundings
-- One row a place, in order. Around each place lies a plane of its own in metres, the place at its origin (radii of
-- WGS 84 there; true to 0.1 % within a kilometre), so that every offset is plain arithmetic and every index still works.
with place as materialized (
    select
        given.n, given.lon, given.lat,
        st_setsrid(st_makepoint(given.lon, given.lat), 4326) as geom,
        st_setsrid(st_makepoint(0, 0), 4326) as origin,
        111412.84 * cos(radians(given.lat)) - 93.5 * cos(3 * radians(given.lat)) as kx,
        111132.954 - 559.822 * cos(2 * radians(given.lat)) + 1.175 * cos(4 * radians(given.lat)) as ky
    from unnest(cast(:lons as float8[]), cast(:lats as float8[])) with ordinality as given (lon, lat, n)
),
post_class as materialized (
    select code from registry.asset_class where not is_cover and (name_zh like '%灯杆%' or '灯杆' = any (words))
)
select
    place.lon, place.lat,
    division.code as division_code, division.name_zh as division_zh, division.name_en as division_en,
    street.code as street_code, street.name_zh as street_zh, street.name_en as street_en,
    community.code as community_code, community.name_zh as community_zh,
    grid.code as grid_code, unit_grid.code as unit_grid_code,
    compound.code as compound_code, compound.name_zh as compound_zh, park.name_zh as park_zh,
    road.code as segment_code, road.road_name, road.width_m, road.bearing_deg, road.from_road, road.to_road,
    road.along_m, road.length_m, -st_x(road.foot) as east_m, -st_y(road.foot) as north_m,
    -st_x(st_startpoint(road.line)) as start_east_m, -st_y(st_startpoint(road.line)) as start_north_m,
    -st_x(st_endpoint(road.line)) as end_east_m, -st_y(st_endpoint(road.line)) as end_north_m,
    building.code as building_code, building.house_no as building_no, building.institution_zh as building_institution_zh,
    -st_x(building.foot) as building_east_m, -st_y(building.foot) as building_north_m, entrance.number as entrance,
    door.road_name as door_road, door.house_no as door_no, door.institution_zh as door_institution_zh,
    post.code as post_code, post.spoken_prefix as post_prefix, post.spoken_number as post_number
from place
left join lateral (
    -- a fix near the border may fall just outside every community
    select c.code, c.street_code, c.name_zh
    from registry.community c
    where c.geom && st_expand(place.geom, 15 / place.kx, 15 / place.ky)
        and st_distance(c.geom, place.geom) * place.ky <= 15
    order by st_distance(c.geom, place.geom), c.code
    limit 1
) community on true
left join lateral (
    select s.code, s.name_zh, s.name_en
    from registry.street s
    where s.code = community.street_code or (community.code is null and st_covers(s.geom, place.geom))
    order by s.code
    limit 1
) street on true
left join lateral (
    select d.code, d.name_zh, d.name_en
    from registry.division d
    where d.code = left(street.code, 6) or (street.code is null and st_covers(d.geom, place.geom))
    order by d.code
    limit 1
) division on true
left join lateral (
    select g.code from registry.grid g where st_covers(g.geom, place.geom) order by g.code limit 1
) grid on true
left join lateral (
    select u.code from registry.unit_grid u where st_covers(u.geom, place.geom) order by u.code limit 1
) unit_grid on true
left join lateral (
    select c.code, c.name_zh
    from registry.compound c
    where st_covers(c.geom, place.geom)
    order by st_area(c.geom), c.code
    limit 1
) compound on true
left join lateral (
    select l.name_zh
    from registry.landmark l
    where compound.code is null and l.name_zh <> '' and st_dimension(l.geom) = 2 and st_covers(l.geom, place.geom)
    order by st_area(l.geom), l.id
    limit 1
) park on true
left join lateral (
    -- the road whose kerb is nearest, among the dozen whose centre lines are
    select near.*, near.at * near.length_m as along_m,
        st_lineinterpolatepoint(near.line, near.at) as foot,
        degrees(st_azimuth(
            st_lineinterpolatepoint(near.line, greatest(near.at - 10 / near.length_m, 0)),
            st_lineinterpolatepoint(near.line, least(near.at + 10 / near.length_m, 1))
        )) as bearing_deg
    from (
        select flat.*, st_linelocatepoint(flat.line, place.origin) as at, st_length(flat.line) as length_m,
            greatest(st_distance(flat.line, place.origin) - flat.width_m / 2, 0) as from_kerb_m
        from (
            select s.code, s.road_name, s.from_road, s.to_road, coalesce(s.width_m, 6) as width_m,
                st_affine(s.geom, place.kx, 0, 0, place.ky, -place.lon * place.kx, -place.lat * place.ky) as line
            from registry.road_segment s
            where s.road_name <> ''
            order by s.geom <-> place.geom
            limit 12
        ) flat
    ) near
    where near.length_m > 0
    order by near.from_kerb_m, st_distance(near.line, place.origin), near.code
    limit 1
) road on true
left join lateral (
    select near.*
    from (
        select b.code, b.house_no, b.institution_zh, st_closestpoint(
            st_affine(b.geom, place.kx, 0, 0, place.ky, -place.lon * place.kx, -place.lat * place.ky), place.origin
        ) as foot
        from registry.building b
        where b.compound_code = compound.code and (b.house_no <> '' or b.institution_zh <> '')
            and b.geom && st_expand(place.geom, 100 / place.kx, 100 / place.ky)
    ) near
    order by st_distance(near.foot, place.origin), near.code
    limit 1
) building on true
left join lateral (
    select e.number
    from registry.entrance e
    where e.building_code = building.code
        and e.geom && st_expand(place.geom, 6 / place.kx, 6 / place.ky)
        and st_distance(
            st_affine(e.geom, place.kx, 0, 0, place.ky, -place.lon * place.kx, -place.lat * place.ky), place.origin
        ) <= 5
    order by e.geom <-> place.geom, e.code
    limit 1
) entrance on true
left join lateral (
    -- a plate of the same road is understood at once: another road's must be 30 m nearer
    select near.road_name, near.house_no, near.institution_zh, near.distance_m
    from (
        select b.code, b.road_name, b.house_no, b.institution_zh, st_distance(
            st_affine(b.geom, place.kx, 0, 0, place.ky, -place.lon * place.kx, -place.lat * place.ky), place.origin
        ) as distance_m
        from registry.building b
        where building.code is null and b.road_name <> '' and b.house_no <> ''
            and b.geom && st_expand(place.geom, 60 / place.kx, 60 / place.ky)
    ) near
    where near.distance_m <= 60
    order by near.distance_m + case when near.road_name = road.road_name then 0 else 30 end, near.code
    limit 1
) door on true
left join lateral (
    -- a lamp post is told where no plate is, or where it is much nearer
    select near.code, near.spoken_prefix, near.spoken_number
    from (
        select a.code, a.spoken_prefix, a.spoken_number, st_distance(
            st_affine(a.geom, place.kx, 0, 0, place.ky, -place.lon * place.kx, -place.lat * place.ky), place.origin
        ) as distance_m
        from registry.asset a
        where building.code is null and a.status <> 'removed' and a.class_code in (select code from post_class)
            and a.geom && st_expand(place.geom, 40 / place.kx, 40 / place.ky)
    ) near
    where near.distance_m <= 40 and near.distance_m + 25 < coalesce(door.distance_m, 1000)
    order by near.distance_m, near.code
    limit 1
) post on true
order by place.n
