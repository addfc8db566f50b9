-- What an export reads. First each kind with `area`, the code that says whose it is; then the conditions, put together as
-- a selection asks for them: each speaks of `t`, the rows of one kind. :bound and :asked hold patterns of areas.

-- name: asset
select a.*, coalesce(a.community_code, left(a.code, 6)) as area,
    (select min(l.alias) from registry.alias l
     where l.kind = 'asset' and l.scheme = 'GB/T 30428.2-2013' and l.code = a.code) as old_code
from registry.asset a

-- name: building
select b.*, b.community_code as area from registry.building b

-- name: entrance
select e.*, left(e.code, 12) as area from registry.entrance e

-- name: road_segment
select r.*, left(r.code, 6) as area from registry.road_segment r

-- name: compound
select c.*, c.community_code as area from registry.compound c

-- name: grid
select g.*, g.community_code as area, c.name_zh as community_zh
from registry.grid g left join registry.community c on c.code = g.community_code

-- name: micro_grid
select m.*, left(m.code, 12) as area from registry.micro_grid m

-- name: unit_grid
select u.*, u.community_code as area from registry.unit_grid u

-- name: street
select s.*, s.code as area from registry.street s

-- name: community
select c.*, c.code as area from registry.community c

-- name: division
select d.*, d.code as area from registry.division d

-- name: in_areas
t.area like any (cast(:asked as text[]))

-- name: in_bound
t.area like any (cast(:bound as text[]))

-- name: roads_in_areas
(t.area like any (cast(:asked as text[])) or exists (
    select from registry.community c
    where c.code like any (cast(:asked as text[])) and st_intersects(c.geom, t.geom)))

-- name: roads_in_bound
(t.area like any (cast(:bound as text[])) or exists (
    select from registry.community c
    where c.code like any (cast(:bound as text[])) and st_intersects(c.geom, t.geom)))

-- name: above_bound
(t.area like any (cast(:bound as text[])) or exists (
    select from unnest(cast(:bound as text[])) as own (pattern) where own.pattern like t.code || '%'))

-- name: in_box
st_intersects(t.geom, st_makeenvelope(:west, :south, :east, :north, 4326))

-- name: are_covers
t.class_code in (select k.code from registry.asset_class k where k.is_cover)

-- name: of_classes
t.class_code = any (cast(:classes as text[]))

-- name: of_statuses
t.status = any (cast(:statuses as text[]))

-- name: of_owner
t.owner_code = :owner

-- name: of_source
t.source = :source

-- name: of_run
t.change_id in (select c.id from registry.change c where c.run_id = :run)

-- name: of_codes
t.code = any (cast(:codes as text[]))

-- name: areas
-- Which of some areas there are.
select code from registry.division where code = any (cast(:codes as text[]))
union all select code from registry.street where code = any (cast(:codes as text[]))
union all select code from registry.community where code = any (cast(:codes as text[]))
