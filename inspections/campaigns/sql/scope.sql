-- The scope of a campaign: its covers, each in one unit, and the units. Written to two temporary tables, so that a plan
-- and a start see the same, and 170,000 targets never leave the database.

-- name: make_room
create temporary table if not exists scope_cover (
    asset_code text primary key, kind text not null, place_code text not null, grid_code text, community_code text,
    geom geometry(Point, 4326) not null
) on commit drop;
create temporary table if not exists scope_unit (
    key integer generated always as identity primary key, kind text not null, place_code text not null, grid_code text,
    community_code text, targets integer not null, line_m real, width_m real, area_m2 real, outline_m real,
    geom geometry(Geometry, 4326) not null
) on commit drop;
truncate scope_cover, scope_unit restart identity

-- name: find_covers
-- A cover of a compound belongs to the compound, any other to its segment, or else to the nearest one near enough;
-- what lies near neither is the remainder of its grid. For grid workers the cover's grid cuts the unit.
insert into scope_cover (asset_code, kind, place_code, grid_code, community_code, geom)
with cover as (
    select a.code, a.grid_code, a.community_code, a.geom,
           case when a.segment_code is null or coalesce(a.setting, 'compound') = 'compound' then a.compound_code end as compound_code,
           a.segment_code
      from registry.asset a
      join registry.asset_class c on c.code = a.class_code
     where a.status <> 'removed'
       and case when cardinality(cast(:classes as text[])) = 0 then c.is_cover else c.code = any (cast(:classes as text[])) end
       and (starts_with(a.community_code, :area) or (a.community_code is null and left(a.code, 6) = :area))
), lost as (
    select c.code, near.code as segment_code
      from cover c
     cross join lateral (
        select s.code, st_distance(s.geom\:\:geography, c.geom\:\:geography, false) as distance_m
          from registry.road_segment s
         where s.geom && st_expand(c.geom, :near_m / (111320 * cos(radians(st_y(c.geom)))), :near_m / 110570.0)
         order by distance_m, s.code
         limit 1) near
     where c.compound_code is null and c.segment_code is null and near.distance_m <= :near_m
), gridless as (
    select c.code, near.code as grid_code
      from cover c
     cross join lateral (select g.code from registry.grid g order by g.geom <-> c.geom, g.code limit 1) near
     where :by_grid and c.grid_code is null
), placed as (
    select c.*, coalesce(c.segment_code, l.segment_code) as near_segment, coalesce(c.grid_code, g.grid_code) as any_grid
      from cover c
      left join lost l using (code)
      left join gridless g using (code)
)
select code,
       case when compound_code is not null then 'compound' when near_segment is not null then 'segment' else 'remainder' end,
       coalesce(compound_code, near_segment, any_grid, community_code, :area),
       case when :by_grid then any_grid end,
       community_code, geom
  from placed

-- name: find_segments
-- Roads of the area (by their middle) and roads with covers of it.
insert into scope_unit (kind, place_code, community_code, targets, line_m, width_m, geom)
with held as (
    select place_code, count(*) as targets, mode() within group (order by community_code) as community_code
      from scope_cover where kind = 'segment' group by place_code
)
select 'segment', s.code, coalesce(h.community_code, middle.code), coalesce(h.targets, 0),
       st_length(s.geom\:\:geography), s.width_m, s.geom
  from registry.road_segment s
  left join held h on h.place_code = s.code
  left join lateral (
        select c.code from registry.community c
         where st_intersects(c.geom, st_lineinterpolatepoint(s.geom, 0.5)) order by c.code limit 1) middle on true
 where h.place_code is not null or starts_with(middle.code, :area) or (middle.code is null and left(s.code, 6) = :area)
 order by s.code

-- name: find_compounds
insert into scope_unit (kind, place_code, community_code, targets, area_m2, outline_m, geom)
select 'compound', p.code, p.community_code, count(c.asset_code), st_area(p.geom\:\:geography),
       st_perimeter(p.geom\:\:geography), p.geom
  from registry.compound p
  left join scope_cover c on c.kind = 'compound' and c.place_code = p.code
 where starts_with(p.community_code, :area) or c.asset_code is not null
 group by p.code
 order by p.code

-- name: find_remainders
insert into scope_unit (kind, place_code, grid_code, community_code, targets, area_m2, outline_m, geom)
select 'remainder', place_code, grid_code, mode() within group (order by community_code), count(*),
       st_area(st_convexhull(st_collect(geom))\:\:geography), st_perimeter(st_convexhull(st_collect(geom))\:\:geography),
       st_convexhull(st_collect(geom))
  from scope_cover
 where kind = 'remainder'
 group by place_code, grid_code
 order by place_code, grid_code

-- name: find_segments_by_grid
-- A road is looked at in stretches of about 20 m, each in one grid. Its part in a grid runs from the first to the last
-- stretch or cover of the grid.
-- Where a road is the border of two grids each walks the own side: such a part has no width.
insert into scope_unit (kind, place_code, grid_code, community_code, targets, line_m, width_m, geom)
with stretch as (
    select s.code, inside.code as grid_code, fraction.first_at, fraction.last_at
      from registry.road_segment s
     cross join lateral (select greatest(1, ceil(st_length(s.geom\:\:geography) / 20))\:\:integer as steps) cut
     cross join lateral (
        select n\:\:float / cut.steps as first_at, (n + 1)\:\:float / cut.steps as last_at,
               st_lineinterpolatepoint(s.geom, (n + 0.5) / cut.steps) as geom
          from generate_series(0, cut.steps - 1) n) fraction
      join lateral (
        select g.code from registry.grid g where st_intersects(g.geom, fraction.geom) order by g.code limit 1) inside on true
     where starts_with(inside.code, :area)
), held as (
    select c.place_code as code, c.grid_code, c.community_code, st_linelocatepoint(s.geom, c.geom) as at
      from scope_cover c
      join registry.road_segment s on s.code = c.place_code
     where c.kind = 'segment'
), part as (
    select code, grid_code, min(first_at) as first_at, max(last_at) as last_at, max(community_code) as community_code,
           count(community_code) as targets
      from (select code, grid_code, first_at, last_at, null as community_code from stretch
            union all
            select code, grid_code, at, at, coalesce(community_code, '') from held) mark
     group by code, grid_code
), sided as (
    select p.*, exists (
               select from part other
                where other.code = p.code and other.grid_code <> p.grid_code and other.targets > 0
                  and least(other.last_at, p.last_at) - greatest(other.first_at, p.first_at) > (p.last_at - p.first_at) / 2
           ) as is_border
      from part p
)
select 'segment', s.code, p.grid_code, coalesce(nullif(p.community_code, ''), left(p.grid_code, 12)), p.targets,
       greatest(20, (p.last_at - p.first_at) * st_length(s.geom\:\:geography)), case when not p.is_border then s.width_m end,
       case when p.last_at > p.first_at then st_linesubstring(s.geom, p.first_at, p.last_at)
            else st_lineinterpolatepoint(s.geom, p.first_at) end
  from sided p
  join registry.road_segment s using (code)
 order by p.grid_code, s.code

-- name: find_compounds_by_grid
-- A compound goes by its covers to the grids it lies in; one without covers to the grid of a point inside.
insert into scope_unit (kind, place_code, grid_code, community_code, targets, area_m2, outline_m, geom)
with part as (
    select place_code as code, grid_code, count(*) as targets from scope_cover where kind = 'compound' group by 1, 2
    union all
    select p.code, inside.code, 0
      from registry.compound p
      join lateral (
        select g.code from registry.grid g
         where st_intersects(g.geom, st_pointonsurface(p.geom)) order by g.code limit 1) inside on true
     where starts_with(p.community_code, :area)
       and not exists (select from scope_cover c where c.kind = 'compound' and c.place_code = p.code)
), shared as (
    select *, targets / greatest(sum(targets) over (partition by code), 1) as share, count(*) over (partition by code) as parts
      from part
)
select 'compound', p.code, s.grid_code, p.community_code, s.targets,
       st_area(p.geom\:\:geography) * case when s.parts = 1 then 1 else s.share end,
       st_perimeter(p.geom\:\:geography) * case when s.parts = 1 then 1 else s.share end,
       case when s.parts = 1 or st_isempty(cut.geom) then p.geom else cut.geom end
  from shared s
  join registry.compound p using (code)
  left join registry.grid g on g.code = s.grid_code
 cross join lateral (select st_intersection(p.geom, g.geom) as geom) cut
 order by s.grid_code, p.code

-- name: know_covers
analyze scope_cover

-- name: read_units
select key, kind, place_code, grid_code, community_code, targets, line_m, width_m, area_m2, outline_m, st_asbinary(geom) as shape
  from scope_unit
 order by key

-- name: freeze_assignments
insert into inspections.assignment (campaign_id, number, grid_code, second_look, minutes)
select :campaign_id, number, grid_code, second_look, minutes
  from unnest(cast(:numbers as integer[]), cast(:grid_codes as text[]), cast(:second_looks as boolean[]),
              cast(:minutes as real[])) as given (number, grid_code, second_look, minutes)

-- name: freeze_units
insert into inspections.campaign_unit (campaign_id, kind, place_code, grid_code, community_code, assignment_id, day_no, position,
       length_m, targets, minutes, second_assignment_id, second_day_no, second_position, geom)
select :campaign_id, u.kind, u.place_code, u.grid_code, u.community_code, first.id, given.day_no, given.position,
       given.length_m, u.targets, given.minutes, second.id, given.second_day_no, given.second_position, u.geom
  from unnest(cast(:keys as integer[]), cast(:assignments as integer[]), cast(:day_nos as integer[]),
              cast(:positions as integer[]), cast(:lengths_m as real[]), cast(:minutes as real[]),
              cast(:second_assignments as integer[]), cast(:second_day_nos as integer[]), cast(:second_positions as integer[]))
       as given (key, assignment, day_no, position, length_m, minutes, second_assignment, second_day_no, second_position)
  join scope_unit u using (key)
  join inspections.assignment first on first.campaign_id = :campaign_id and first.number = given.assignment
  left join inspections.assignment second on second.campaign_id = :campaign_id and second.number = given.second_assignment

-- name: freeze_targets
insert into inspections.target (campaign_id, asset_code, unit_id)
select :campaign_id, c.asset_code, u.id
  from scope_cover c
  join inspections.campaign_unit u
    on u.campaign_id = :campaign_id and u.kind = c.kind and u.place_code = c.place_code
   and u.grid_code is not distinct from c.grid_code

-- name: know_targets
-- The first reads come at once, before the server looks at its new rows by itself.
analyze inspections.assignment, inspections.campaign_unit, inspections.target

-- name: add_late
-- Covers that came into the area after the start join their unit, or the nearest one; each is marked late.
with added as (
    insert into inspections.target (campaign_id, asset_code, unit_id, late)
    select :campaign_id, c.asset_code, coalesce(own.id, near.id), true
      from scope_cover c
      left join inspections.campaign_unit own
        on own.campaign_id = :campaign_id and own.kind = c.kind and own.place_code = c.place_code
       and own.grid_code is not distinct from c.grid_code
     cross join lateral (
        select u.id from inspections.campaign_unit u
         where u.campaign_id = :campaign_id order by u.geom <-> c.geom, u.id limit 1) near
     where not exists (select from inspections.target t where t.campaign_id = :campaign_id and t.asset_code = c.asset_code)
    returning unit_id
), counted as (
    select unit_id, count(*) as more from added group by unit_id
), told as (
    update inspections.campaign_unit u set targets = u.targets + c.more from counted c where u.id = c.unit_id
)
select count(*) from added
