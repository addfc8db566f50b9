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

-- name: keep_review
insert into registry.import_review (run_id, row_no, source, source_id, record, candidates)
values (:run_id, :row_no, :source, :source_id, cast(:record as jsonb), cast(:candidates as jsonb))
on conflict (source, source_id) do nothing
