-- Where water gathers first, and the covers there that have no fall net.

-- name: community
select c.code from registry.community c
where st_covers(c.geom, st_setsrid(st_makepoint(:lon, :lat), 4326)) order by c.code limit 1;

-- name: add
insert into inspections.low_point (id, name, community_code, within_m, source, geom, created_at, created_by)
values (:id, :name, :community_code, :within_m, :source, st_setsrid(st_makepoint(:lon, :lat), 4326), :now, :by)
on conflict (id) do nothing;

-- name: point
select id, name, community_code, within_m, source, st_x(geom) as lon, st_y(geom) as lat, created_at, created_by, retired_at
from inspections.low_point where id = :id;

-- name: points
select id, name, community_code, within_m, source, st_x(geom) as lon, st_y(geom) as lat, created_at, created_by, retired_at
from inspections.low_point
where retired_at is null
    and (:everything or exists (select from unnest(cast(:areas as text[])) area where starts_with(community_code, area)))
    and (cast(:area as text) is null or starts_with(community_code, :area))
    and (cast(:after as uuid) is null or (community_code, name, id) > (
        select l.community_code, l.name, l.id from inspections.low_point l where l.id = :after))
order by community_code, name, id
limit :limit;

-- name: retire
update inspections.low_point set retired_at = coalesce(retired_at, :now) where id = :id;

-- name: bare_covers
-- Covers of an area at a low point, each at its nearest, that have no sound net: by the register, or by an open item of the
-- maintenance list. `unknown` is what nobody has looked at.
select * from (
    select distinct on (a.code) a.code, a.class_code, k.name_zh as class_zh, k.name_en as class_en, a.spoken_prefix, a.spoken_number,
        a.community_code, a.segment_code, st_x(a.geom) as lon, st_y(a.geom) as lat,
        case when i.id is not null then 'reported' else coalesce(a.fall_net, 'unknown') end as net,
        p.id as low_point_id, p.name as low_point,
        st_distance(a.geom\:\:geography, p.geom\:\:geography) as distance_m
    from inspections.low_point p
    join registry.asset a on a.geom && st_expand(p.geom, p.within_m / 60000.0)
        and st_dwithin(a.geom\:\:geography, p.geom\:\:geography, p.within_m)
    join registry.asset_class k on k.code = a.class_code and k.is_cover
    left join inspections.maintenance_item i on i.asset_code = a.code and i.defect_code = 'fall_net' and i.state = 'listed'
    where p.retired_at is null and starts_with(p.community_code, :area) and starts_with(a.community_code, :area)
        and a.status <> 'removed'
        and (i.id is not null or a.fall_net is null or a.fall_net <> 'with')
    order by a.code, st_distance(a.geom\:\:geography, p.geom\:\:geography), p.id
) bare
order by bare.net = 'unknown', bare.low_point, bare.distance_m, bare.code;
