-- Finds things by code, by box and by nearness. :below holds the patterns of the codes of the areas one may see.

-- name: assets
-- Whole assets by code.
select
    a.code, a.code_scheme, a.name_zh, a.class_code, c.name_zh as class_zh, c.name_en as class_en, a.status,
    st_x(a.geom) as lon, st_y(a.geom) as lat, a.accuracy_m, a.position_source, a.datum,
    street.code as street_code, street.name_zh as street_zh, a.community_code, community.name_zh as community_zh,
    a.grid_code, registry.micro_grid_at(a.geom) as micro_grid_code, a.unit_grid_code, a.segment_code, s.road_name, a.compound_code,
    p.name_zh as compound_zh, a.setting, a.spoken_prefix, a.spoken_number,
    a.owner_code, owner.name_zh as owner_zh, a.maintainer_code, maintainer.name_zh as maintainer_zh,
    a.authority_code, authority.name_zh as authority_zh,
    a.material, a.shape, a.size_mm, a.load_class, a.built_year, a.depth_m, a.locking, a.fall_net, a.fall_net_installed_on,
    a.fall_net_tested_on, a.note, a.attributes,
    array(select l.alias from registry.alias l where l.kind = 'asset' and l.code = a.code order by l.scheme) as aliases,
    a.source, a.source_id, a.first_at, a.valid_from, change.at as changed_at, a.change_id as version
from registry.asset a
join registry.asset_class c on c.code = a.class_code
join registry.change on change.id = a.change_id
left join registry.community on community.code = a.community_code
left join registry.street on street.code = community.street_code
left join registry.road_segment s on s.code = a.segment_code
left join registry.compound p on p.code = a.compound_code
left join registry.organisation owner on owner.code = a.owner_code
left join registry.organisation maintainer on maintainer.code = a.maintainer_code
left join registry.organisation authority on authority.code = a.authority_code
where a.code = any (cast(:codes as text[])) and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))

-- name: in_box
select a.code
from registry.asset a
where a.geom && st_makeenvelope(:west, :south, :east, :north, 4326)
    and a.code > :after
    and a.status <> 'removed'
    and (cast(:classes as text[]) is null or a.class_code = any (cast(:classes as text[])))
    and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))
order by a.code
limit :limit

-- name: in_micro_grid
select a.code
from registry.micro_grid m join registry.asset a on a.geom && st_expand(m.geom, 0.00001)
where m.code = :micro_grid and registry.micro_grid_at(a.geom) = m.code
    and a.code > :after
    and a.status <> 'removed'
    and (cast(:classes as text[]) is null or a.class_code = any (cast(:classes as text[])))
    and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))
order by a.code
limit :limit

-- name: nearest
-- A degree of longitude is shorter than one of latitude, so what the index calls nearest (in degrees) need not be. The
-- farthest of its first few, in metres, bounds the true ones: those are then picked exactly inside that reach.
with here as materialized (
    select
        st_setsrid(st_makepoint(:lon, :lat), 4326) as geom,
        0.999 * (111412.84 * cos(radians(:lat)) - 93.5 * cos(3 * radians(:lat))) as kx,
        0.999 * (111132.954 - 559.822 * cos(2 * radians(:lat))) as ky
),
reach as materialized (
    select here.*, least(:within_m, coalesce(max(st_distance(first.geom\:\:geography, here.geom\:\:geography)), 0)) as m
    from here
    left join lateral (
        select a.geom
        from registry.asset a
        where a.geom && st_expand(here.geom, :within_m / here.kx, :within_m / here.ky)
            and a.status <> 'removed'
            and (cast(:classes as text[]) is null or a.class_code = any (cast(:classes as text[])))
            and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))
        order by a.geom <-> here.geom
        limit :limit
    ) first on true
    group by here.geom, here.kx, here.ky
)
select near.code, near.distance_m
from reach
cross join lateral (
    select a.code, st_distance(a.geom\:\:geography, reach.geom\:\:geography) as distance_m
    from registry.asset a
    where a.geom && st_expand(reach.geom, reach.m / reach.kx, reach.m / reach.ky)
        and a.status <> 'removed'
        and (cast(:classes as text[]) is null or a.class_code = any (cast(:classes as text[])))
        and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))
) near
where near.distance_m <= :within_m
order by near.distance_m, near.code
limit :limit

-- name: aliases
-- What other codes stand for: 16-digit forms, numbers of utilities.
select kind, code from registry.alias where alias = :alias

-- name: things
-- Whatever bears one of the codes, of the kinds asked for. Streets and divisions above one's areas are seen too; a road
-- segment by whoever's areas it passes.
with thing as (
    select 'division' as kind, code, code as area, geom,
        jsonb_build_object('name_zh', name_zh, 'name_en', name_en) as facts
    from registry.division
    where 'division' = any (cast(:kinds as text[])) and code = any (cast(:codes as text[]))
    union all
    select 'street', code, code, geom,
        jsonb_build_object('name_zh', name_zh, 'name_en', name_en, 'division_code', division_code)
    from registry.street
    where 'street' = any (cast(:kinds as text[])) and code = any (cast(:codes as text[]))
    union all
    select 'community', code, code, geom,
        jsonb_build_object('name_zh', name_zh, 'short_name', short_name, 'street_code', street_code)
    from registry.community
    where 'community' = any (cast(:kinds as text[])) and code = any (cast(:codes as text[]))
    union all
    select 'grid', g.code, g.community_code, g.geom,
        jsonb_build_object('name_zh', g.name_zh, 'community_zh', c.name_zh, 'community_code', g.community_code,
            'households', g.households)
    from registry.grid g join registry.community c on c.code = g.community_code
    where 'grid' = any (cast(:kinds as text[])) and g.code = any (cast(:codes as text[]))
    union all
    select 'unit_grid', u.code, u.community_code, u.geom,
        jsonb_build_object('community_zh', c.name_zh, 'community_code', u.community_code)
    from registry.unit_grid u join registry.community c on c.code = u.community_code
    where 'unit_grid' = any (cast(:kinds as text[])) and u.code = any (cast(:codes as text[]))
    union all
    select 'micro_grid', m.code, left(m.code, 12), m.geom,
        jsonb_build_object('name_zh', m.name_zh, 'community_zh', c.name_zh, 'community_code', c.code, 'grid_code', m.grid_code,
            'kind', m.kind, 'households', m.households, 'minutes', m.minutes, 'floor_from', m.floor_from, 'floor_to', m.floor_to)
    from registry.micro_grid m join registry.community c on c.code = left(m.code, 12)
    where 'micro_grid' = any (cast(:kinds as text[])) and m.code = any (cast(:codes as text[]))
    union all
    select 'road_segment', code, left(code, 6), geom,
        jsonb_build_object('road_name', road_name, 'from_road', from_road, 'to_road', to_road, 'road_class', road_class,
            'width_m', width_m)
    from registry.road_segment
    where 'road_segment' = any (cast(:kinds as text[])) and code = any (cast(:codes as text[]))
    union all
    select 'compound', code, community_code, geom,
        jsonb_build_object('name_zh', name_zh, 'community_code', community_code, 'households', households,
            'built_year', built_year)
    from registry.compound
    where 'compound' = any (cast(:kinds as text[])) and code = any (cast(:codes as text[]))
    union all
    select 'building', b.code, b.community_code, b.geom,
        jsonb_build_object('road_name', b.road_name, 'house_no', b.house_no, 'institution_zh', b.institution_zh,
            'compound_zh', c.name_zh, 'compound_code', b.compound_code, 'community_code', b.community_code, 'use', b.use,
            'storeys', b.storeys, 'households', b.households, 'shops', b.shops,
            'micro_grid_code', registry.micro_grid_at(st_pointonsurface(b.geom)))
    from registry.building b left join registry.compound c on c.code = b.compound_code
    where 'building' = any (cast(:kinds as text[])) and b.code = any (cast(:codes as text[]))
    union all
    select 'entrance', e.code, b.community_code, e.geom,
        jsonb_build_object('number', e.number, 'road_name', b.road_name, 'house_no', b.house_no,
            'institution_zh', b.institution_zh, 'compound_zh', c.name_zh, 'building_code', e.building_code,
            'community_code', b.community_code, 'households', e.households, 'micro_grid_code', registry.micro_grid_at(e.geom))
    from registry.entrance e
    join registry.building b on b.code = e.building_code
    left join registry.compound c on c.code = b.compound_code
    where 'entrance' = any (cast(:kinds as text[])) and e.code = any (cast(:codes as text[]))
    union all
    select 'asset', a.code, coalesce(a.community_code, left(a.code, 6)), a.geom,
        jsonb_build_object('class_code', a.class_code, 'class_zh', k.name_zh, 'class_en', k.name_en, 'status', a.status,
            'spoken_prefix', a.spoken_prefix, 'spoken_number', a.spoken_number, 'road_name', s.road_name,
            'compound_zh', c.name_zh, 'community_code', a.community_code)
    from registry.asset a
    join registry.asset_class k on k.code = a.class_code
    left join registry.road_segment s on s.code = a.segment_code
    left join registry.compound c on c.code = a.compound_code
    where 'asset' = any (cast(:kinds as text[])) and a.code = any (cast(:codes as text[]))
)
select thing.kind, thing.code, thing.area, thing.facts, cast(st_asgeojson(thing.geom, 7) as json) as geometry,
    st_x(st_pointonsurface(thing.geom)) as lon, st_y(st_pointonsurface(thing.geom)) as lat
from thing
where thing.area like any (cast(:below as text[]))
    or (thing.kind in ('division', 'street', 'community')
        and exists (select from unnest(cast(:below as text[])) as own (pattern) where own.pattern like thing.code || '%'))
    or (thing.kind = 'road_segment' and exists (
        select from registry.community c
        where c.code like any (cast(:below as text[])) and st_intersects(c.geom, thing.geom)))
order by array_position(cast(:codes as text[]), thing.code), thing.kind
