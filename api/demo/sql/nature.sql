-- What the demonstration plants: where crews start from, where water gathers, which sound covers a storm takes.

-- name: depots
-- Each crew, and each organisation without one, starts from some cover of the district: the same one every time.
with spots as materialized (
    select geom, md5(code) as lot from registry.asset
    where status <> 'removed' and community_code is not null order by 2 limit 500)
select o.code, st_x(a.geom) as lon, st_y(a.geom) as lat
from registry.organisation o
cross join lateral (select geom from spots order by md5(lot || o.code) limit 1) a
where o.kind = 'crew' or not exists (
    select from registry.organisation c where c.parent_code = o.code and c.kind = 'crew')

-- name: offices
select street_code, code from registry.organisation where street_code is not null and kind = 'bureau'

-- name: low_points
select st_x(a.geom) as lon, st_y(a.geom) as lat
from registry.asset a join registry.asset_class k on k.code = a.class_code and k.is_cover
where a.status <> 'removed' and a.community_code is not null and a.setting = 'carriageway'
order by md5(a.code || 'low') limit :points

-- name: lost
-- The sound covers nearest to a place.
select a.code, st_x(a.geom) as lon, st_y(a.geom) as lat
from registry.asset a join registry.asset_class k on k.code = a.class_code and k.is_cover
where a.status <> 'removed' and a.community_code is not null and a.code <> all(cast(:spared as text[]))
order by a.geom <-> st_setsrid(st_makepoint(:lon, :lat), 4326) limit :covers

-- name: anywhere
-- Sound covers all over the district.
select a.code, st_x(a.geom) as lon, st_y(a.geom) as lat
from registry.asset a join registry.asset_class k on k.code = a.class_code and k.is_cover
where a.status <> 'removed' and a.community_code is not null and a.code <> all(cast(:spared as text[]))
order by md5(a.code || 'storm') limit :covers
