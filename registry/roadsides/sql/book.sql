-- Road sides: who answers for them, and the roads beside which places lie.

-- name: sides
select s.segment_code, s.side, s.org_code, s.starts_on, s.ends_on, s.source, r.road_name, o.name_zh as org_zh
from registry.road_side s
join registry.road_segment r on r.code = s.segment_code
join registry.organisation o on o.code = s.org_code
where (cast(:segment as text) is null or s.segment_code = :segment) and (cast(:org as text) is null or s.org_code = :org)
    and (cast(:day as date) is null or (s.starts_on <= :day and coalesce(s.ends_on, :day) >= :day))
    and (cast(:after as text) is null or (s.segment_code || '|' || s.side || '|' || s.starts_on) > :after)
order by s.segment_code || '|' || s.side || '|' || s.starts_on
limit :limit;

-- name: stored
select segment_code, side, org_code, starts_on, ends_on, source from registry.road_side
where segment_code = :segment_code and side = :side and starts_on = :starts_on
for update;

-- name: drawn
-- From the start of a segment to its end, clockwise from north; a ring has no direction.
select coalesce(degrees(st_azimuth(st_startpoint(geom), st_endpoint(geom))), 0) from registry.road_segment where code = :segment_code;

-- name: store
insert into registry.road_side (segment_code, side, org_code, starts_on, ends_on, drawn_deg, source)
values (:segment_code, :side, :org_code, :starts_on, :ends_on, :drawn_deg, :source);

-- name: change
-- Its side stays that of the line as it was drawn when it was entered.
update registry.road_side set org_code = :org_code, ends_on = :ends_on, source = :source
where segment_code = :segment_code and side = :side and starts_on = :starts_on;

-- name: any_on
select exists (select from registry.road_side where starts_on <= :day and coalesce(ends_on, :day) >= :day);

-- name: roads
-- Of each place outside of compounds the road whose kerb is nearest, where that is within reach: its line in metres about the place
-- (radii of WGS 84 there, as in describe.sql).
with place as materialized (
    select
        given.n, given.lon, given.lat,
        st_setsrid(st_makepoint(given.lon, given.lat), 4326) as geom,
        st_setsrid(st_makepoint(0, 0), 4326) as origin,
        111412.84 * cos(radians(given.lat)) - 93.5 * cos(3 * radians(given.lat)) as kx,
        111132.954 - 559.822 * cos(2 * radians(given.lat)) + 1.175 * cos(4 * radians(given.lat)) as ky
    from unnest(cast(:lons as float8[]), cast(:lats as float8[])) with ordinality as given (lon, lat, n)
)
select place.n - 1 as n, road.code, road.road_name, st_asbinary(road.line) as line
from place
cross join lateral (
    select flat.*, greatest(st_distance(flat.line, place.origin) - flat.width_m / 2, 0) as from_kerb_m
    from (
        select s.code, s.road_name, coalesce(s.width_m, 6) as width_m,
            st_affine(s.geom, place.kx, 0, 0, place.ky, -place.lon * place.kx, -place.lat * place.ky) as line
        from registry.road_segment s
        order by s.geom <-> place.geom
        limit 12
    ) flat
    where st_length(flat.line) > 0
    order by from_kerb_m, st_distance(flat.line, place.origin), flat.code
    limit 1
) road
where road.from_kerb_m <= :reach_m
    and not exists (select from registry.compound c where st_covers(c.geom, place.geom))
order by place.n;

-- name: holders
-- Whoever ended answers for no side any more.
select s.segment_code, s.side, s.org_code, s.drawn_deg,
    coalesce(degrees(st_azimuth(st_startpoint(r.geom), st_endpoint(r.geom))), 0) as now_deg
from registry.road_side s
join registry.road_segment r on r.code = s.segment_code
join registry.organisation o on o.code = s.org_code and (o.ended_on is null or o.ended_on > :day)
where s.segment_code = any(cast(:segments as text[])) and s.starts_on <= :day and coalesce(s.ends_on, :day) >= :day;
