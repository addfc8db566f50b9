-- What the register knows already, as the import door needs it.

-- name: divisions
select code, name_zh as name, st_asbinary(geom) as shape from registry.division order by code

-- name: communities
select code, short_name as name, st_asbinary(geom) as shape from registry.community order by code

-- name: grids
select code, null as name, st_asbinary(geom) as shape from registry.grid order by code

-- name: unit_grids
select code, null as name, st_asbinary(geom) as shape from registry.unit_grid order by code

-- name: compounds
select code, name_zh as name, st_asbinary(geom) as shape from registry.compound order by code

-- name: organisation_keys
select code, code from registry.organisation

-- name: division_keys
select code, code from registry.division

-- name: street_keys
select code, code from registry.street

-- name: community_keys
select code, code from registry.community

-- name: grid_keys
select code, code from registry.grid

-- name: micro_grid_keys
select code, code from registry.micro_grid

-- name: unit_grid_keys
select code, code from registry.unit_grid

-- name: road_segment_keys
select source_id, code from registry.road_segment where source = :source

-- name: compound_keys
select source_id, code from registry.compound where source = :source

-- name: building_keys
select source_id, code from registry.building where source = :source

-- name: entrance_keys
select source_id, code from registry.entrance where source = :source

-- name: landmark_keys
select source_id, source_id from registry.landmark where source = :source

-- name: assets
select code, class_code, st_x(geom), st_y(geom), case when source = :source then source_id end,
    accuracy_m, size_mm, material, shape
from registry.asset
where source = :source
    or geom && st_makeenvelope(:west, :south, :east, :north, 4326) and status <> 'removed'

-- name: heirs
-- What things of a source that were merged into another, or replaced, are by now. TABLE is put in by gathering.py.
with recursive followed as (
    select distinct h.source_id as key, h.code, 0 as n
    from registry.event e
    join registry.TABLE_history h on h.code = e.code and h.source = :source
    where e.kind = 'TABLE' and e.deed in ('merge', 'replace')
    union
    select f.key, e.into_codes[1], f.n + 1
    from followed f
    join lateral (
        select deed, into_codes from registry.event e where e.kind = 'TABLE' and e.code = f.code order by id desc limit 1
    ) e on e.deed in ('merge', 'replace') and cardinality(e.into_codes) = 1
    where f.n < 50
)
select distinct f.key, f.code from followed f
join registry.TABLE t on t.code = f.code
where f.n > 0 and not exists (
    select from registry.event e where e.kind = 'TABLE' and e.code = f.code and e.deed in ('merge', 'replace', 'split')
        and e.id = (select max(id) from registry.event l where l.kind = 'TABLE' and l.code = f.code and l.deed <> 'move'))

-- name: other_names
select alias, code from registry.alias where kind = 'asset' and scheme = 'source:' || :source

-- name: left_out
select source_id from registry.import_review where source = :source and decision = 'leave'

-- name: bearers
select a.code as given, a.code, a.class_code
from registry.asset a
where a.code = any(cast(:codes as text[]))
union all
(select distinct on (l.alias) l.alias, a.code, a.class_code
from registry.alias l
join registry.asset a on a.code = l.code
where l.kind = 'asset' and l.alias = any(cast(:codes as text[]))
    and not exists (select from registry.asset b where b.code = l.alias)
order by l.alias, l.scheme)

-- name: returning
select asked.source_id
from unnest(cast(:codes as text[]), cast(:classes as text[]), cast(:ids as text[]), cast(:lons as float8[]), cast(:lats as float8[]))
    as asked (code, class_code, source_id, lon, lat)
where registry.was_issued('asset', asked.code)
    and not exists (select from registry.asset a where a.code = asked.code)
    and exists (
        select from registry.asset_history h    -- as registry.same_thing has it
        where h.code = asked.code and (h.class_code, h.source, h.source_id) = (asked.class_code, :source, asked.source_id)
            and st_dwithin(h.geom\:\:geography, st_point(asked.lon, asked.lat, 4326)\:\:geography, 50))

-- name: taken_codes
select code from unnest(cast(:codes as text[])) as asked (code) where registry.was_issued('asset', code)
union
select alias from registry.alias where kind = 'asset' and alias = any(:codes)
