-- Files that came, and jobs with them: asked for, taken by a worker, ended.

-- name: add_file
insert into registry.import_file (id, name, size_bytes, sha256, uploaded_by, uploaded_at)
values (:id, :name, :size_bytes, :sha256, :uploaded_by, :uploaded_at)
on conflict (id) do nothing

-- name: file
select id, name, size_bytes, sha256, uploaded_by, uploaded_at, forgotten_at from registry.import_file where id = :id

-- name: files
select id, name, size_bytes, sha256, uploaded_by, uploaded_at, forgotten_at from registry.import_file
where forgotten_at is null order by uploaded_at desc, id limit :limit

-- name: forget
update registry.import_file set forgotten_at = :now where id = :id and forgotten_at is null

-- name: old_files
-- None that a job still waits for.
select f.id from registry.import_file f
where f.forgotten_at is null and f.uploaded_at < :before
    and not exists (select from registry.import_job j where j.file_id = f.id and j.state = 'waiting')
order by f.uploaded_at limit 100

-- name: waits
select exists (select from registry.import_job where file_id = :id and state = 'waiting')

-- name: divisions
select code from registry.division order by code

-- name: has_run
select exists (select from registry.import_run where id = :run)

-- name: ask
insert into registry.import_job (id, act, file_id, run_id, given, asked_by, asked_at)
values (:id, :act, :file_id, :run_id, cast(:given as jsonb), :asked_by, :asked_at)
on conflict (id) do nothing

-- name: job
select j.id, j.act, j.file_id, f.name as file_name, j.run_id, j.given, j.asked_by, j.asked_at, j.state, j.finished_at, j.report,
    j.problem, p.tries, p.part, p.done, p.of_parts, p.begun_at
from registry.import_job j
left join registry.import_file f on f.id = j.file_id
left join registry.import_progress p on p.job_id = j.id
where j.id = :id

-- name: jobs
select j.id, j.act, j.file_id, f.name as file_name, j.run_id, j.given, j.asked_by, j.asked_at, j.state, j.finished_at, j.report,
    j.problem, p.tries, p.part, p.done, p.of_parts, p.begun_at
from registry.import_job j
left join registry.import_file f on f.id = j.file_id
left join registry.import_progress p on p.job_id = j.id
order by j.asked_at desc, j.id limit :limit

-- name: take
select id from registry.import_job where state = 'waiting' order by asked_at, id limit 1 for no key update skip locked

-- name: begin
insert into registry.import_progress (job_id, begun_at) values (:id, :now)
on conflict (job_id) do update set
    tries = registry.import_progress.tries + 1, part = '', done = 0, of_parts = 0, begun_at = excluded.begun_at
returning tries

-- name: tell
update registry.import_progress set part = :part, done = :done, of_parts = :of_parts where job_id = :id

-- name: end
update registry.import_job
set state = :state, finished_at = :now, run_id = coalesce(:run_id, run_id), report = cast(:report as jsonb),
    problem = cast(:problem as jsonb)
where id = :id and state = 'waiting'
