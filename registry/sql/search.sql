-- What the search box finds. :below holds the patterns of the codes of the areas one may see.

-- name: class_words
select code, name_zh, name_en, is_cover, words from registry.asset_class

-- name: names_in
-- Names that stand in the line, written out or by their sound.
select kind, code, name_zh, pinyin
from registry.place_name
where position(lower(name_zh) in :squeezed) > 0 or (length(pinyin) > 3 and position(pinyin in :sounds) > 0)

-- name: names_like
-- Names that begin with, contain, sound like or abbreviate to a part of the line.
select kind, code, name_zh, pinyin,
    case
        when lower(name_zh) = :part or pinyin = :sounds then 0.9
        when name_zh like :part || '%' then 0.8
        when initials = :part then 0.75
        when pinyin like :sounds || '%' then 0.7
        when initials like :part || '%' then 0.6
        else 0.5
    end as likeness
from registry.place_name
where name_zh like '%' || :part || '%' or pinyin like :sounds || '%' or initials like :part || '%'
order by likeness desc, kind = 'road' desc, length(name_zh), name_zh, code
limit 12

-- name: places
-- Named places among those one may see: a road by whoever's areas it passes.
select p.kind, p.code, p.name_zh, st_x(p.geom) as lon, st_y(p.geom) as lat
from registry.place_name p
where p.code = any (cast(:codes as text[])) and (
    p.code like any (cast(:below as text[]))
    or (p.kind in ('street', 'community')
        and exists (select from unnest(cast(:below as text[])) as own (pattern) where own.pattern like p.code || '%'))
    or (p.kind = 'road' and exists (
        select from registry.road_segment s
        join registry.community c on st_intersects(c.geom, s.geom)
        where s.road_name = p.name_zh and c.code like any (cast(:below as text[])))))

-- name: crossings
-- Where roads of the first names meet those of the second (null: any other road).
select min(meet.code) as code, meet.first, meet.second, st_x(st_centroid(st_collect(meet.geom))) as lon,
    st_y(st_centroid(st_collect(meet.geom))) as lat
from (
    select a.code, a.road_name as first, b.road_name as second, st_closestpoint(a.geom, b.geom) as geom
    from registry.road_segment a
    join registry.road_segment b
        on b.geom && st_expand(a.geom, 0.00001) and st_dwithin(a.geom, b.geom, 0.00001) and b.road_name <> a.road_name
    where a.road_name = any (cast(:first as text[]))
        and b.road_name <> ''
        and (cast(:second as text[]) is null or b.road_name = any (cast(:second as text[])))
) meet
where left(meet.code, 6) like any (cast(:below as text[])) or exists (
    select from registry.community c
    where c.code like any (cast(:below as text[]))
        and c.geom && st_expand(meet.geom, 0.0003) and st_dwithin(c.geom, meet.geom, 0.0003))
group by meet.first, meet.second, round(st_x(meet.geom)\:\:numeric, 4), round(st_y(meet.geom)\:\:numeric, 4)
order by meet.first, meet.second, 1
limit :limit

-- name: doors
-- The door plate asked for, then those behind the same gate (12-3), then the nearest in number on the same side (numbers
-- are odd or even by side).
select b.code,
    case when b.house_no = any (cast(:plates as text[])) then 2 when b.house_no like :gate || '-%' then 1 else 0 end as match
from registry.building b
where b.road_name = any (cast(:roads as text[])) and b.community_code like any (cast(:below as text[]))
    and (b.house_no = any (cast(:plates as text[]))
        or b.house_no like :gate || '-%'
        or abs(cast(substring(b.house_no from '[0-9]{1,6}') as integer) - :number) <= 10)
order by match desc, abs(cast(substring(b.house_no from '[0-9]{1,6}') as integer) - :number) % 2,
    abs(cast(substring(b.house_no from '[0-9]{1,6}') as integer) - :number), b.code
limit :limit

-- name: buildings_in
-- By number; 12-3 is building 3 behind gate 12.
select b.code
from registry.building b
where b.compound_code = any (cast(:compounds as text[])) 
    and (b.house_no = any (cast(:plates as text[])) or b.house_no like '%-' || :gate)
    and b.community_code like any (cast(:below as text[]))
order by b.code
limit :limit

-- name: assets_in
-- Arrays, so that each place is a walk of one index.
select a.code
from registry.asset a
where (a.segment_code = any (array(select code from registry.road_segment where road_name = any (cast(:roads as text[]))))
        or a.compound_code = any (cast(:compounds as text[]))
        or (a.geom && (    -- the box finds them, the code decides
                select st_expand(st_setsrid(st_extent(geom)\:\:geometry, 4326), 0.0001) from registry.community
                where code = any (cast(:communities as text[])) or street_code = any (cast(:streets as text[])))
            and a.community_code = any (array(
                select code from registry.community
                where code = any (cast(:communities as text[])) or street_code = any (cast(:streets as text[]))))))
    and a.class_code = any (cast(:classes as text[]))
    and a.status <> 'removed'
    and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))
order by a.class_code, a.code
limit :limit

-- name: spoken
-- The community's short name may also be typed in pinyin or initials.
select a.code
from registry.asset a
where a.spoken_number = :number
    and a.spoken_prefix = any (array(
        select cast(:prefix as text)
        union
        select c.short_name
        from registry.place_name p
        join registry.community c on c.code = p.code
        where p.kind = 'community' and (p.pinyin like :sounds || '%' or p.initials like :prefix || '%')))
    and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))
order by a.spoken_prefix <> :prefix, a.code
limit :limit

-- name: last_six
-- The ledger knows every beginning a code of an asset may have.
select a.code
from registry.asset a
where a.code = any (array(select prefix || :digits from registry.issued_codes where kind = 'asset')) and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))
order by a.code
limit :limit

-- name: all_names
-- Every name worth finding, with a point to show; a road is one name however many segments it has.
select 'street' as kind, code, name_zh, st_asewkb(st_pointonsurface(geom)) as geom
from registry.street where geom is not null and name_zh <> ''
union all
select 'community', code, name_zh, st_asewkb(st_pointonsurface(geom))
from registry.community where geom is not null and name_zh <> ''
union all
select 'compound', code, name_zh, st_asewkb(st_pointonsurface(geom))
from registry.compound where name_zh <> ''
union all
select 'road', min(code), road_name, st_asewkb(st_closestpoint(st_collect(geom), st_centroid(st_collect(geom))))
from registry.road_segment where road_name <> '' group by left(code, 6), road_name
order by 1, 2

-- name: forget_names
delete from registry.place_name

-- name: remember_names
insert into registry.place_name (kind, code, name_zh, initials, pinyin, geom)
select kind, code, name_zh, initials, pinyin, st_geomfromewkb(geom)
from unnest(
    cast(:kinds as text[]), cast(:codes as text[]), cast(:names as text[]),
    cast(:initials as text[]), cast(:pinyins as text[]), cast(:geoms as bytea[])
) as name (kind, code, name_zh, initials, pinyin, geom)
