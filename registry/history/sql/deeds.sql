-- Deeds on assets. SETS is put in by deeds.py from its own list of columns.

-- name: clock
select clock_timestamp()

-- name: by_id
select code, deed, into_codes from registry.event where kind = 'asset' and deed_id = :deed_id order by id

-- name: tell
insert into registry.event (change_id, kind, code, deed, into_codes, valid_at, reason, deed_id)
select registry.open_change(), 'asset', ended.code, :deed, cast(:into as text[]), coalesce(cast(:since as timestamptz), now()),
    :reason, :deed_id
from unnest(cast(:codes as text[])) with ordinality as ended (code, n)
order by ended.n

-- name: amend
update registry.asset set SETS where code = :code

-- name: first_valid
-- Since when the thing is believed to be.
select least(a.valid_from, min(lower(h.valid)))
from registry.asset a
left join registry.asset_history h on h.code = a.code and upper_inf(h.recorded) and not isempty(h.valid)
where a.code = :code
group by a.valid_from

-- name: move
update registry.asset
set geom = st_setsrid(st_makepoint(:lon, :lat), 4326), accuracy_m = :accuracy_m, position_source = :source, datum = :datum
where code = :code

-- name: fill
-- What is not known of the survivor is taken from the others, in their order.
update registry.asset a
set owner_code = coalesce(a.owner_code, other.owner_code), maintainer_code = coalesce(a.maintainer_code, other.maintainer_code),
    authority_code = coalesce(a.authority_code, other.authority_code), material = coalesce(a.material, other.material),
    shape = coalesce(a.shape, other.shape), size_mm = coalesce(a.size_mm, other.size_mm),
    load_class = coalesce(a.load_class, other.load_class), built_year = coalesce(a.built_year, other.built_year),
    depth_m = coalesce(a.depth_m, other.depth_m), locking = coalesce(a.locking, other.locking),
    fall_net = coalesce(a.fall_net, other.fall_net), note = coalesce(a.note, other.note),
    fall_net_installed_on = coalesce(a.fall_net_installed_on, other.fall_net_installed_on),
    fall_net_tested_on = coalesce(a.fall_net_tested_on, other.fall_net_tested_on),
    name_zh = coalesce(a.name_zh, other.name_zh), setting = coalesce(a.setting, other.setting),
    segment_code = coalesce(a.segment_code, other.segment_code), attributes = other.attributes || a.attributes
from (
    select
        (array_agg(o.owner_code order by w.n) filter (where o.owner_code is not null))[1] as owner_code,
        (array_agg(o.maintainer_code order by w.n) filter (where o.maintainer_code is not null))[1] as maintainer_code,
        (array_agg(o.authority_code order by w.n) filter (where o.authority_code is not null))[1] as authority_code,
        (array_agg(o.material order by w.n) filter (where o.material is not null))[1] as material,
        (array_agg(o.shape order by w.n) filter (where o.shape is not null))[1] as shape,
        (array_agg(o.size_mm order by w.n) filter (where o.size_mm is not null))[1] as size_mm,
        (array_agg(o.load_class order by w.n) filter (where o.load_class is not null))[1] as load_class,
        (array_agg(o.built_year order by w.n) filter (where o.built_year is not null))[1] as built_year,
        (array_agg(o.depth_m order by w.n) filter (where o.depth_m is not null))[1] as depth_m,
        (array_agg(o.locking order by w.n) filter (where o.locking is not null))[1] as locking,
        (array_agg(o.fall_net order by w.n) filter (where o.fall_net is not null))[1] as fall_net,
        (array_agg(o.note order by w.n) filter (where o.note is not null))[1] as note,
        (array_agg(o.fall_net_installed_on order by w.n) filter (where o.fall_net_installed_on is not null))[1]
            as fall_net_installed_on,
        (array_agg(o.fall_net_tested_on order by w.n) filter (where o.fall_net_tested_on is not null))[1] as fall_net_tested_on,
        (array_agg(o.name_zh order by w.n) filter (where o.name_zh is not null))[1] as name_zh,
        (array_agg(o.setting order by w.n) filter (where o.setting is not null))[1] as setting,
        (array_agg(o.segment_code order by w.n) filter (where o.segment_code is not null))[1] as segment_code,
        (array_agg(o.attributes order by w.n))[1] as attributes
    from unnest(cast(:others as text[])) with ordinality as w (code, n)
    join registry.asset o on o.code = w.code
) other
where a.code = :code

-- name: end
update registry.asset set status = 'removed' where code = any (cast(:codes as text[]))

-- name: revive
update registry.asset a
set status = coalesce((
    select h.status from registry.asset_history h
    where h.code = a.code and upper_inf(h.valid) and h.status <> 'removed'
    order by lower(h.recorded) desc limit 1), 'intact')
where a.code = :code

-- name: has_class
select from registry.asset_class where code = :code

-- name: succeed
-- A new thing with whose and where of the old one, and what belongs to the shaft rather than to its lid. Code, areas and spoken
-- number follow from the place.
insert into registry.asset (
    class_code, setting, segment_code, compound_code, owner_code, maintainer_code, authority_code, shape, size_mm, depth_m,
    fall_net, fall_net_installed_on, fall_net_tested_on, accuracy_m, position_source, datum, geom, first_at, valid_from)
select
    coalesce(cast(:class_code as text), a.class_code), a.setting, case when cast(:lon as float8) is null or a.segment_code is null then a.segment_code else (
        select s.code from registry.road_segment s
        where st_dwithin(s.geom\:\:geography, st_setsrid(st_makepoint(cast(:lon as float8), cast(:lat as float8)), 4326)\:\:geography, 50)
        order by s.geom <-> st_setsrid(st_makepoint(cast(:lon as float8), cast(:lat as float8)), 4326), s.code limit 1) end,
    case when cast(:lon as float8) is null then a.compound_code end, a.owner_code, a.maintainer_code, a.authority_code, a.shape, a.size_mm,
    a.depth_m, a.fall_net, a.fall_net_installed_on, a.fall_net_tested_on,
    case when cast(:lon as float8) is null then a.accuracy_m else cast(:accuracy_m as real) end, coalesce(cast(:source as text), a.position_source), coalesce(cast(:datum as text), a.datum),
    case when cast(:lon as float8) is null then a.geom else st_setsrid(st_makepoint(cast(:lon as float8), cast(:lat as float8)), 4326) end,
    coalesce(cast(:since as timestamptz), now()), coalesce(cast(:since as timestamptz), now())
from registry.asset a
where a.code = :code
returning code
