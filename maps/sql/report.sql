-- Shapes of the report's map, as GeoJSON of five decimals (one metre), inside the areas of its reader.

-- name: streets
select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature', 'properties', json_build_object('zh', name_zh, 'en', coalesce(nullif(name_en, ''), name_zh)),
    'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(geom, 0.00008), 5)\:\:json) order by code), '[]'))\:\:text
from registry.street
where geom is not null and exists (
    select from registry.community where street_code = street.code
      and (cast(:areas as text[]) is null or community.code like any(cast(:areas as text[]))))

-- name: roads
select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature', 'properties', json_build_object('class', road_class),
    'geometry', ST_AsGeoJSON(ST_Simplify(geom, 0.00005), 5)\:\:json)), '[]'))\:\:text
from registry.road_segment

-- name: grounds
select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature', 'properties', json_build_object('kind', kind),
    'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(geom, 0.00008), 5)\:\:json)), '[]'))\:\:text
from registry.landmark where ST_Dimension(geom) = 2

-- Units where covers, or the whole unit, were left unseen.
-- name: unseen
select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
    'type', 'Feature', 'properties', json_build_object('unseen', unseen),
    'geometry', ST_AsGeoJSON(ST_Simplify(geom, 0.00003), 5)\:\:json)), '[]'))\:\:text
from (
    select unit.geom, count(target.asset_code) filter (where target.result is null) as unseen
    from inspections.campaign_unit as unit
    left join inspections.target on target.unit_id = unit.id
    where unit.campaign_id = :campaign_id and unit.result is distinct from 'no_access' and unit.kind <> 'remainder'
      and (cast(:areas as text[]) is null or unit.community_code like any(cast(:areas as text[])))
    group by unit.id
    having count(target.asset_code) filter (where target.result is null) > 0
        or count(target.asset_code) = 0 and max(unit.result) is null
) as found
