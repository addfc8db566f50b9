-- Drafts of plans and their parts.

-- name: add
insert into registry.draft (name, crs, settings, file_sha256, made_by, made_at)
values (:name, :crs, cast(:settings as jsonb), :file_sha256, :made_by, :now)
returning id

-- name: add_parts
with parts as (
    insert into registry.draft_part (draft_id, division_code)
    select distinct cast(:draft as bigint), left(grid, cast(:digits as integer)) from unnest(cast(:grids as text[])) as grid
    returning draft_id, division_code
)
insert into registry.draft_grid (draft_id, grid_code, division_code)
select parts.draft_id, grid, parts.division_code
from unnest(cast(:grids as text[])) as grid join parts on starts_with(grid, parts.division_code)

-- name: is_there
select exists (select from registry.draft where id = :draft)

-- name: drafts
select d.id, d.name, d.crs, d.settings, d.file_sha256, d.made_by, d.made_at, d.closed_at,
    (select count(*) from registry.draft_grid g where g.draft_id = d.id) as grids,
    (select count(*) from registry.draft_cell c where c.draft_id = d.id) as cells
from registry.draft d
where cast(:draft as bigint) is null or d.id = :draft
order by d.id desc

-- name: parts
select p.draft_id, p.division_code, coalesce(c.name_zh, s.name_zh, '') as name_zh, p.state, p.version, p.plan_id
from registry.draft_part p
left join registry.street s on s.code = p.division_code
left join registry.community c on c.code = p.division_code
where cast(:draft as bigint) is null or p.draft_id = :draft
order by p.draft_id, p.division_code

-- name: close
update registry.draft set closed_at = :now where id = :draft
