-- Deeds on places. TABLE, MEMBER, COLUMN and COLUMNS are put in by places.py from the names of our own tables.

-- name: by_id
select code, deed, into_codes from registry.event where kind = :kind and deed_id = :deed_id order by id

-- name: followed
-- What went along with a deed: codes that begin with the code of a place that ended.
select code, into_codes from registry.event where kind <> :kind and deed_id = :deed_id order by id

-- name: tell
insert into registry.event (change_id, kind, code, deed, into_codes, valid_at, reason, deed_id)
select registry.open_change(), :kind, ended.code, :deed, cast(:into as text[]), coalesce(cast(:since as timestamptz), now()),
    :reason, :deed_id
from unnest(cast(:codes as text[])) with ordinality as ended (code, n)
order by ended.n

-- name: clock
select clock_timestamp()

-- name: version
select change_id from registry.TABLE where code = :code

-- name: beside
select o.code, o.change_id as version, coalesce(st_distance(s.geom\:\:geography, o.geom\:\:geography), 0) as apart_m,
    coalesce(case st_dimension(s.geom)
        when 0 then 1
        when 1 then greatest(registry.along_m(o.geom, s.geom, 1), registry.along_m(s.geom, o.geom, 1))
            / nullif(least(st_length(s.geom\:\:geography), st_length(o.geom\:\:geography)), 0)
        else st_area(st_intersection(st_makevalid(s.geom), st_makevalid(o.geom))) / nullif(least(st_area(s.geom), st_area(o.geom)), 0)
    end, 0) as share
from registry.TABLE s
join unnest(cast(:others as text[])) with ordinality as named (code, n) on true
join registry.TABLE o on o.code = named.code
where s.code = :code
order by named.n

-- name: joins
-- Whether lines join end to end into one.
select st_geometrytype(st_linemerge(st_union(geom))) = 'ST_LineString' from registry.road_segment where code = any (cast(:codes as text[]))

-- name: unite_areas
update registry.TABLE s
set geom = (select st_normalize(st_multi(st_union(st_makevalid(o.geom)))) from registry.TABLE o where o.code = any (cast(:codes as text[])))
where s.code = :code and s.geom is not null

-- name: unite_lines
-- The line runs as the survivor's did, and its ends are those of the pieces that end there.
with joined as (
    select st_linemerge(st_union(geom)) as line from registry.road_segment where code = any (cast(:codes as text[]))
), directed as (
    select case when st_linelocatepoint(j.line, st_startpoint(s.geom)) <= st_linelocatepoint(j.line, st_endpoint(s.geom)) then j.line
        else st_reverse(j.line) end as line
    from joined j, registry.road_segment s where s.code = :code
), tip as (
    select st_startpoint(o.geom) as at, o.from_road as road, o.from_junction as junction from registry.road_segment o where o.code = any (cast(:codes as text[]))
    union all
    select st_endpoint(o.geom), o.to_road, o.to_junction from registry.road_segment o where o.code = any (cast(:codes as text[]))
), first as (
    select t.road, t.junction from tip t, directed d order by t.at <-> st_startpoint(d.line), t.road desc limit 1
), last as (
    select t.road, t.junction from tip t, directed d order by t.at <-> st_endpoint(d.line), t.road desc limit 1
)
update registry.road_segment s
set geom = d.line, from_road = f.road, from_junction = f.junction, to_road = l.road, to_junction = l.junction
from directed d, first f, last l
where s.code = :code

-- name: give
-- What an ended place held goes to the heir it lies in, or nearest to.
update registry.MEMBER m
set COLUMN = (select h.code from registry.TABLE h where h.code = any (cast(:heirs as text[])) order by h.geom <-> st_pointonsurface(m.geom), h.code limit 1)
where m.COLUMN = any (cast(:ended as text[]))

-- name: give_to_neighbours
-- What stood on a road that was taken away stands on the nearest within 50 m, or on none.
update registry.asset a
set segment_code = (
    select s.code from registry.road_segment s
    where s.code <> a.segment_code and s.geom && st_expand(a.geom, 0.0006) and st_dwithin(s.geom\:\:geography, a.geom\:\:geography, 50)
    order by s.geom <-> a.geom, s.code limit 1)
where a.segment_code = any (cast(:ended as text[]))

-- name: end
delete from registry.TABLE where code = any (cast(:codes as text[]))

-- name: release
-- What a compound held goes where it lies now: at once, not at the end.
set constraints registry."A_release" immediate

-- name: bearing
select code from registry.TABLE where COLUMN = :code order by code

-- name: homes
-- The heirs that things below a place go to.
select t.code, (
        select h.code from registry.PARENT h where h.code = any (cast(:heirs as text[])) order by h.geom <-> st_pointonsurface(t.geom), h.code limit 1
    ) as home
from registry.TABLE t
where t.COLUMN = :code
order by t.code

-- name: same_door
select other.code from registry.entrance e
join registry.entrance other on other.building_code = :home and other.number = e.number
where e.code = :code
order by other.code limit 1

-- name: mint
select registry.mint(:kind, :prefix)

-- name: recode
-- The same thing under another code.
with gone as (delete from registry.TABLE where code = :old returning *)
insert into registry.TABLE (code, COLUMN, valid_from, COLUMNS)
select :new, :home, coalesce(cast(:since as timestamptz), now()), COLUMNS from gone
