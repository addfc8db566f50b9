-- What the panorama prints beside its tiles, inside the areas of its reader (patterns of community codes).

-- name: extent
select ST_XMin(box) as west, ST_YMin(box) as south, ST_XMax(box) as east, ST_YMax(box) as north
from (select ST_Extent(geom)::box2d as box from registry.community where code like any(:areas)) as found

-- name: counts
select (select count(*) from registry.asset
        where status <> 'removed' and class_code in (select code from registry.asset_class where is_cover)
          and (left(code, 6) = any(:divisions) or community_code like any(:areas))) as covers,
       (select count(*) from registry.grid where community_code like any(:areas)) as grids,
       (select count(*) from registry.compound where community_code like any(:areas)) as compounds,
       (select count(*) from registry.building where community_code like any(:areas)) as buildings,
       (select count(*) from registry.road_segment where left(code, 6) = any(:divisions) or exists (
            select from registry.community
            where community.code like any(:areas) and ST_Intersects(community.geom, road_segment.geom))) as segments

-- name: micro_grids
select count(*) from registry.micro_grid where code like any(:areas)

-- name: synthetic
select exists (select from registry.import_run where source = :source)

-- The one place the caller's areas name; nothing where they name several.
-- name: title
select name_zh as zh, coalesce(nullif(name_en, ''), name_zh) as en from (
    select code, name_zh, name_en from registry.division
    union all select code, name_zh, name_en from registry.street
    union all select code, name_zh, name_zh from registry.community
) as place
where code = :area

-- The campaign that runs, or the last one, with its covers inside the areas.
-- name: campaign
select campaign.id, campaign.name, count(*) as targets, count(*) filter (where target.result is not null
       or unit.result = 'no_access') as seen
from (select id, name from inspections.campaign where state <> 'planned'
      order by state = 'running' desc, started_at desc limit 1) as campaign
join inspections.campaign_unit as unit on unit.campaign_id = campaign.id
join inspections.target on target.unit_id = unit.id
where unit.community_code like any(:areas) or unit.community_code is null and :everywhere
group by campaign.id, campaign.name

-- Where names are written: streets and communities inside, roads at the middle of their longest segment in each kilometre.
-- name: labels
select 'street' as kind, code, name_zh as zh, coalesce(nullif(name_en, ''), name_zh) as en,
       round(ST_X(place)::numeric, 5)::float8 as lon, round(ST_Y(place)::numeric, 5)::float8 as lat, 0 as turn_deg
from (select street.*, ST_PointOnSurface(geom) as place from registry.street where geom is not null and exists (
          select from registry.community where street_code = street.code and community.code like any(:areas))) as street
union all
select 'community', code, name_zh, name_zh, round(ST_X(place)::numeric, 5)::float8, round(ST_Y(place)::numeric, 5)::float8, 0
from (select community.*, ST_PointOnSurface(geom) as place from registry.community
      where geom is not null and code like any(:areas)) as community
union all
select road_class, null, road_name, road_name, round(ST_X(place)::numeric, 5)::float8, round(ST_Y(place)::numeric, 5)::float8,
       round(turn)::integer
from (
    select distinct on (road_name, floor(ST_X(place) * 90), floor(ST_Y(place) * 110)) road_class, road_name, place,
           degrees(ST_Azimuth(ST_LineInterpolatePoint(line, 0.45), ST_LineInterpolatePoint(line, 0.55))) - 90 as turn
    from (select road_class, road_name, ST_Transform(geom, 3857) as line, ST_LineInterpolatePoint(geom, 0.5) as place
          from registry.road_segment as segment
          where road_name <> '' and (left(code, 6) = any(:divisions) or exists (
              select from registry.community
              where community.code like any(:areas) and ST_Intersects(community.geom, segment.geom)))) as placed
    order by road_name, floor(ST_X(place) * 90), floor(ST_Y(place) * 110), ST_Length(line) desc
) as road
