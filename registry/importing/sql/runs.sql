-- Import runs and what they refused.

-- name: start
insert into registry.import_run
    (kind, source, file_name, file_sha256, layer, datum, mapping, imported_by, started_at)
values
    (:kind, :source, :file_name, :file_sha256, :layer, :datum, cast(:mapping as jsonb), :imported_by, :started_at)
returning id

-- name: finish
update registry.import_run
set finished_at = :finished_at, counts = cast(:counts as jsonb), repeats = cast(:repeats as jsonb),
    phase_seconds = cast(:phase_seconds as jsonb)
where id = :id

-- name: keep_reviews
insert into registry.import_review (run_id, row_no, source, source_id, record, candidates)
select :run_id, row_no, :source, source_id, cast(record as jsonb), cast(candidates as jsonb)
from unnest(cast(:row_nos as bigint[]), cast(:source_ids as text[]), cast(:records as text[]), cast(:candidates as text[]))
    as waiting (row_no, source_id, record, candidates)
on conflict (source, source_id) do nothing

-- name: listed
select r.id, r.kind, r.source, r.file_name, r.file_sha256, r.layer, r.datum, r.imported_by, r.started_at, r.finished_at,
    r.counts, r.phase_seconds, r.undone_by, c.at as undone_at,
    (select count(*) from registry.import_review w where w.run_id = r.id and w.decision is null) as waiting
from registry.import_run r
left join registry.change c on c.id = r.undone_by
order by r.id desc
limit :limit

-- name: is_run
select exists (select from registry.import_run where id = :id)

-- name: rejects
-- Some rows of a run that were refused, after one of them, each with all that is wrong with it.
select f.row_no, f.field, f.value, f.reason, f.record
from registry.import_reject f
where f.run_id = :id and f.row_no in (
    select distinct g.row_no from registry.import_reject g where g.run_id = :id and g.row_no > :after order by g.row_no limit :limit)
order by f.row_no, f.field
