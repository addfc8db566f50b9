-- Cases of other systems, as somebody may see them.

-- name: cases
select f.id, f.source, f.number, f.title, f.category, f.status, f.agency, f.channel, f.words, f.place, st_x(f.geom) as lon,
    st_y(f.geom) as lat, f.opened_at, f.updated_at, f.closed_at, f.extra, f.version
from inspections.foreign_case f
where (cast(:source as text) is null or f.source = :source)
    and (cast(:id as uuid) is null or f.id = :id)
    and (cast(:category as text) is null or f.category = :category)
    and (cast(:after as uuid) is null or (f.opened_at, f.id) < (
        select a.opened_at, a.id from inspections.foreign_case a where a.id = :after))
order by f.opened_at desc, f.id desc
limit :limit;

-- name: events
select position, at, kind, words, data from inspections.foreign_event where case_id = :id order by position;

-- name: runs
select id, source, profile, file_name, at, rows, created, updated, unchanged, rejected
from inspections.foreign_run
where (cast(:source as text) is null or source = :source)
order by at desc, id
limit :limit;

-- name: rejects
select line, number, field, value, reason, content from inspections.foreign_reject where run_id = :id order by line;
