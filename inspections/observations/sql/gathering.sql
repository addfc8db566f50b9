-- What the register and the campaign say about the items of a batch, before anything is decided. Long lists of codes come as
-- one text with spaces between them: an array would be made element by element.

-- name: campaign
select state, area_code, starts_on, started_at, ended_at from inspections.campaign where id = :campaign_id;

-- name: assets
select code, class_code, owner_code, setting, community_code, grid_code, st_x(geom) as lon, st_y(geom) as lat, accuracy_m,
    status
from registry.asset
where code = any(string_to_array(:codes, ' '));

-- name: aliases
select alias, code from registry.alias where kind = 'asset' and alias = any(cast(:codes as text[]));

-- name: defects
select code from inspections.defect where code = any(cast(:codes as text[]));

-- name: units
select u.id, u.campaign_id, u.community_code, exists (
        select from inspections.assignment a
        where a.id in (u.assignment_id, u.second_assignment_id) and a.account_id = :account_id
    ) as own
from inspections.campaign_unit u
where u.id = any(cast(:ids as bigint[]));

-- name: near
-- The nearest twelve assets within reach of each position; the box in degrees lets the index choose, metres decide.
select p.n, a.code, a.class_code, a.owner_code, a.setting, a.community_code, a.grid_code, a.lon, a.lat, a.accuracy_m,
    a.distance_m
from json_to_recordset(cast(:places as json)) as p (n integer, lon float8, lat float8, reach_m float8)
cross join lateral (select st_setsrid(st_makepoint(p.lon, p.lat), 4326) as geom) here
cross join lateral (
    select asset.*, st_x(asset.geom) as lon, st_y(asset.geom) as lat,
        st_distance(asset.geom\:\:geography, here.geom\:\:geography) as distance_m
    from registry.asset
    where asset.geom && st_expand(here.geom, p.reach_m / (111000 * greatest(cos(radians(p.lat)), 0.01)), p.reach_m / 110000)
        and asset.status <> 'removed'
    order by distance_m, asset.code
    limit 12
) a
where a.distance_m <= p.reach_m;

-- name: communities
-- The community each position lies in.
select p.n, c.code
from json_to_recordset(cast(:places as json)) as p (n integer, lon float8, lat float8)
join registry.community c on st_covers(c.geom, st_setsrid(st_makepoint(p.lon, p.lat), 4326));

-- name: remote
-- Positions far from every community; none where the register has no community to be far from.
select p.n
from json_to_recordset(cast(:places as json)) as p (n integer, lon float8, lat float8)
cross join lateral (select st_setsrid(st_makepoint(p.lon, p.lat), 4326) as geom) here
where exists (select from registry.community where geom is not null) and not exists (
    select from registry.community c
    where c.geom && st_expand(here.geom, :remote_m / (111000 * greatest(cos(radians(p.lat)), 0.01)), :remote_m / 110000)
        and st_dwithin(c.geom\:\:geography, here.geom\:\:geography, :remote_m)
);
