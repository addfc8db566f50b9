-- Plans come into effect, and are taken back.

-- name: unknown_grids
select asked.code from unnest(cast(:grids as text[])) as asked (code)
where not exists (select from registry.grid g where g.code = asked.code) order by 1

-- name: grids
select code, st_asbinary(geom) as shape from registry.grid where code = any (cast(:grids as text[])) order by code

-- name: waiting
select distinct p.id from registry.plan p join registry.plan_grid g on g.plan_id = p.id
where p.state = 'published' and g.grid_code = any (cast(:grids as text[])) order by 1

-- name: later_in_effect
select p.id, p.effective_at from registry.plan p join registry.plan_grid g on g.plan_id = p.id
where p.state in ('effective', 'superseded') and g.grid_code = any (cast(:grids as text[])) and p.effective_at > :effective_at
order by p.effective_at desc, p.id desc limit 1

-- name: grids_of_plan
select grid_code from registry.plan_grid where plan_id = :plan order by 1

-- name: standing
select code, floor_from, floor_to, st_asbinary(geom) as shape
from registry.micro_grid where grid_code = any (cast(:grids as text[])) order by code

-- name: issued
select code from unnest(cast(:codes as text[])) as asked (code) where registry.was_issued('micro_grid', code)

-- name: last
select prefix, last from registry.serial where kind = 'micro_grid' and prefix = any (cast(:grids as text[]))

-- name: add_plan
insert into registry.plan (name, state, effective_at, made_by, made_at, reason, file_sha256, settings, restores)
values (:name, 'published', :effective_at, :made_by, :made_at, :reason, :file_sha256, cast(:settings as jsonb), :restores)
returning id

-- name: add_grids
insert into registry.plan_grid (plan_id, grid_code) select :plan, unnest(cast(:grids as text[]))

-- name: add_cells
insert into registry.plan_cell (plan_id, plan_code, code, grid_code, name_zh, kind, households, minutes, floor_from, floor_to, geom)
select :plan, cell.plan_code, cell.code, left(cell.code, 15), cell.name_zh, cell.kind, cell.households, cell.minutes, cell.floor_from,
    cell.floor_to, st_multi(st_geomfromwkb(cell.shape, 4326))
from unnest(cast(:plan_code as text[]), cast(:code as text[]), cast(:name_zh as text[]), cast(:kind as text[]),
    cast(:households as integer[]), cast(:minutes as real[]), cast(:floor_from as integer[]), cast(:floor_to as integer[]),
    cast(:shape as bytea[])) as cell (plan_code, code, name_zh, kind, households, minutes, floor_from, floor_to, shape)

-- name: plan
select * from registry.plan where id = :plan for update

-- name: due
select id from registry.plan where state = 'published' and effective_at <= :now order by effective_at, id

-- name: end_cells
delete from registry.micro_grid m using registry.plan_grid g
where g.plan_id = :plan and g.grid_code = m.grid_code
    and not exists (select from registry.plan_cell c where c.plan_id = :plan and c.code = m.code)

-- name: begin_cells
insert into registry.micro_grid (code, grid_code, name_zh, kind, households, minutes, floor_from, floor_to, geom, valid_from)
select code, grid_code, name_zh, kind, households, minutes, floor_from, floor_to, geom, :since
from registry.plan_cell c
where plan_id = :plan and not exists (select from registry.micro_grid m where m.code = c.code)
order by code

-- name: keep_cells
-- A cell that stays has its shape; its work and its kind are those of the plan.
update registry.micro_grid m
set kind = c.kind, households = c.households, minutes = c.minutes, name_zh = case c.name_zh when '' then m.name_zh else c.name_zh end
from registry.plan_cell c
where c.plan_id = :plan and c.code = m.code
    and (m.kind, m.households, m.minutes, m.name_zh)
        is distinct from (c.kind, c.households, c.minutes, case c.name_zh when '' then m.name_zh else c.name_zh end)

-- name: tell
-- What became of each cell that ended: the new ones of its grid that took most of it over, or that lie in it for the most part.
with gone as (
    select h.code, h.grid_code, h.geom from registry.micro_grid_history h
    where upper(h.recorded) = registry.this_change() and upper_inf(h.valid)
        and not exists (select from registry.micro_grid m where m.code = h.code)
), shared as (
    select g.code as gone, m.code as heir, st_area(st_intersection(g.geom, m.geom)) as area, st_area(g.geom) as whole, st_area(m.geom) as its
    from gone g join registry.micro_grid m on m.grid_code = g.grid_code and st_intersects(m.geom, g.geom)
), heirs as (
    select gone, array_agg(heir order by heir) as into_codes from (
        select *, row_number() over (partition by gone order by area desc, heir) as n from shared where area > 0
    ) ranked
    where n = 1 or area > 0.5 * whole or area > 0.5 * its
    group by gone
)
insert into registry.event (change_id, kind, code, deed, into_codes, valid_at, reason)
select registry.this_change(), 'micro_grid', g.code,
    case coalesce(cardinality(h.into_codes), 0) when 0 then 'retire' when 1 then 'merge' else 'split' end,
    coalesce(h.into_codes, '{}'), :effective_at, :reason
from gone g left join heirs h on h.gone = g.code
order by g.code

-- name: take_effect
update registry.plan set state = 'effective', change_id = registry.open_change() where id = :plan

-- name: supersede
-- Plans of whose grids none has the plan as its last.
update registry.plan p set state = 'superseded'
where p.state = 'effective' and p.id <> :plan and not exists (
    select from registry.plan_grid g where g.plan_id = p.id and not exists (
        select from registry.plan_grid later join registry.plan l on l.id = later.plan_id
        where later.grid_code = g.grid_code and l.change_id > p.change_id))

-- name: later
select distinct l.id from registry.plan_grid g join registry.plan_grid lg on lg.grid_code = g.grid_code
join registry.plan l on l.id = lg.plan_id
where g.plan_id = :plan and l.change_id > (select change_id from registry.plan where id = :plan) order by 1

-- name: withdraw
update registry.plan set state = 'withdrawn', withdrawn_by = :by, withdrawn_at = :now where id = :plan

-- name: restored_cells
-- The cells that stood just before a plan took effect, whatever became of them since; one that stands keeps its name of now.
insert into registry.plan_cell (plan_id, plan_code, code, grid_code, name_zh, kind, households, minutes, floor_from, floor_to, geom)
select :plan, was.code, was.code, was.grid_code, coalesce(m.name_zh, was.name_zh), was.kind, was.households, was.minutes, was.floor_from,
    was.floor_to, was.geom
from (
    select h.code, h.grid_code, h.name_zh, h.kind, h.households, h.minutes, h.floor_from, h.floor_to, h.geom
    from registry.micro_grid_history h
    where h.recorded @> (cast(:change as bigint) - 1) and upper_inf(h.valid)
    union all
    select code, grid_code, name_zh, kind, households, minutes, floor_from, floor_to, geom
    from registry.micro_grid where change_id < :change
) was
join registry.plan_grid g on g.plan_id = :plan and g.grid_code = was.grid_code
left join registry.micro_grid m on m.code = was.code

-- name: copied_grids
insert into registry.plan_grid (plan_id, grid_code) select :plan, grid_code from registry.plan_grid where plan_id = :restores

-- name: listed
select p.*, (select count(*) from registry.plan_grid g where g.plan_id = p.id) as grids,
    (select count(*) from registry.plan_cell c where c.plan_id = p.id) as cells
from registry.plan p order by id desc limit :limit
