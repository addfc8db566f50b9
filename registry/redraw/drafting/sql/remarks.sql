-- Remarks on drafts.

-- name: place
select d.grid_code, d.division_code, p.state
from registry.draft_grid d
join registry.draft_part p on (p.draft_id, p.division_code) = (d.draft_id, d.division_code)
join registry.grid g on g.code = d.grid_code
where d.draft_id = :draft and st_intersects(g.geom, st_setsrid(st_makepoint(:lon, :lat), 4326))
order by d.grid_code limit 1

-- name: add
insert into registry.draft_remark (id, draft_id, grid_code, words, account_id, made_by, made_at, geom)
values (:id, :draft, :grid, :words, cast(:account as uuid), :by, :now, st_setsrid(st_makepoint(:lon, :lat), 4326))

-- name: one
select r.id, r.draft_id, g.division_code, r.grid_code, st_x(r.geom) as lon, st_y(r.geom) as lat, r.words, r.account_id, r.made_by,
    r.made_at, r.answer, r.answered_by, r.answered_at, r.resolved_by, r.resolved_at
from registry.draft_remark r join registry.draft_grid g on (g.draft_id, g.grid_code) = (r.draft_id, r.grid_code)
where r.id = :id

-- name: listed
select r.id, r.draft_id, g.division_code, r.grid_code, st_x(r.geom) as lon, st_y(r.geom) as lat, r.words, r.account_id, r.made_by,
    r.made_at, r.answer, r.answered_by, r.answered_at, r.resolved_by, r.resolved_at
from registry.draft_remark r join registry.draft_grid g on (g.draft_id, g.grid_code) = (r.draft_id, r.grid_code)
where r.draft_id = :draft
order by r.made_at, r.id

-- name: answer
update registry.draft_remark set answer = :words, answered_by = :by, answered_at = :now where id = :id

-- name: resolve
update registry.draft_remark set resolved_by = :by, resolved_at = :now where id = :id and resolved_at is null
