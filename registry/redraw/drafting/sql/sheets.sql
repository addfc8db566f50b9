-- The frames of a draft: cells, atoms, and what they lie on.

-- name: put_cells
-- A cell that stayed (`same`) keeps its stored shape.
insert into registry.draft_cell as stored (draft_id, code, grid_code, name_zh, kind, minutes, people, households, floor_from, floor_to,
    locked, geom)
select cast(:draft as bigint), cell.code, left(cell.code, 15), cell.name_zh, cell.kind, cell.minutes, cell.people, cell.households,
    cell.floor_from, cell.floor_to, cell.locked, coalesce(kept.geom, st_geomfromwkb(cell.shape, 4326))
from unnest(cast(:code as text[]), cast(:name_zh as text[]), cast(:kind as text[]), cast(:minutes as double precision[]),
    cast(:people as double precision[]), cast(:households as double precision[]), cast(:floor_from as integer[]),
    cast(:floor_to as integer[]), cast(:locked as boolean[]), cast(:shape as bytea[]), cast(:same as boolean[]))
    as cell (code, name_zh, kind, minutes, people, households, floor_from, floor_to, locked, shape, same)
left join registry.draft_cell kept on cell.same and kept.draft_id = :draft and kept.code = cell.code
on conflict (draft_id, code) do update set name_zh = excluded.name_zh, kind = excluded.kind, minutes = excluded.minutes,
    people = excluded.people, households = excluded.households, floor_from = excluded.floor_from, floor_to = excluded.floor_to,
    locked = excluded.locked, geom = excluded.geom

-- name: end_cells
delete from registry.draft_cell where draft_id = :draft and grid_code = :grid and not code = any (cast(:codes as text[]))

-- name: add_atoms
insert into registry.draft_atom (draft_id, row_no, piece, grid_code, cell, part, minutes, facts, geom)
select cast(:draft as bigint), atom.row_no, atom.piece, left(atom.cell, 15), atom.cell, atom.part, atom.minutes, cast(atom.facts as jsonb),
    st_geomfromwkb(atom.shape, 4326)
from unnest(cast(:row_no as bigint[]), cast(:piece as integer[]), cast(:cell as text[]), cast(:part as double precision[]),
    cast(:minutes as double precision[]), cast(:facts as text[]), cast(:shape as bytea[]))
    as atom (row_no, piece, cell, part, minutes, facts, shape)

-- name: end_atoms
delete from registry.draft_atom where draft_id = :draft and grid_code = :grid

-- name: renew_grid
update registry.draft_grid set version = version + 1 where draft_id = :draft and grid_code = :grid returning version

-- name: add_barriers
insert into registry.draft_barrier (draft_id, number, kind, geom)
select cast(:draft as bigint), n, kind, st_geomfromwkb(shape, 4326)
from unnest(cast(:kind as text[]), cast(:shape as bytea[])) with ordinality as barrier (kind, shape, n)

-- name: add_buildings
insert into registry.draft_building (draft_id, number, geom)
select cast(:draft as bigint), n, st_geomfromwkb(shape, 4326)
from unnest(cast(:kind as text[]), cast(:shape as bytea[])) with ordinality as building (kind, shape, n)

-- name: grid
select division_code, version from registry.draft_grid where draft_id = :draft and grid_code = :grid

-- name: lock_grid
select division_code, version from registry.draft_grid where draft_id = :draft and grid_code = :grid for update

-- name: cells
select code, grid_code as grid, name_zh, kind, minutes, people, households, floor_from, floor_to, locked, st_asbinary(geom) as shape
from registry.draft_cell
where draft_id = :draft and (cast(:grids as text[]) is null or grid_code = any (cast(:grids as text[])))
order by code

-- name: atoms
select row_no, piece, cell, part, minutes, facts, st_asbinary(geom) as shape
from registry.draft_atom
where draft_id = :draft and (cast(:grids as text[]) is null or grid_code = any (cast(:grids as text[])))
order by row_no, piece

-- name: grids
select g.code, st_asbinary(g.geom) as shape
from registry.draft_grid d join registry.grid g on g.code = d.grid_code
where d.draft_id = :draft and (cast(:grids as text[]) is null or g.code = any (cast(:grids as text[])))
order by g.code

-- name: barriers
-- Within some 50 m of the grids: a crossing stands somewhere on the carriageway.
select b.kind, st_asbinary(b.geom) as shape
from registry.draft_barrier b
where b.draft_id = :draft and (cast(:grids as text[]) is null or exists (
    select from registry.grid g where g.code = any (cast(:grids as text[])) and st_dwithin(g.geom, b.geom, 0.0005)))
order by b.number

-- name: buildings
select st_asbinary(b.geom) as shape
from registry.draft_building b
where b.draft_id = :draft and (cast(:grids as text[]) is null or exists (
    select from registry.grid g where g.code = any (cast(:grids as text[])) and st_intersects(g.geom, b.geom)))
order by b.number
