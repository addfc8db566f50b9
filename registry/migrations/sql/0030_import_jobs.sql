-- Files that came over HTTP, and what was asked to be done with them. An import may take minutes: it is a row that a worker takes,
-- locks until its transaction ends, and closes in the same transaction as its work. So a job is done once or not at all, whenever the
-- process is killed; what is left waiting is taken again.
create table registry.import_file (
    id            uuid        primary key,
    name          text        not null constraint import_file_name check (name <> '' and name !~ '[/\\]' and name !~ '^\.'),
    size_bytes    bigint      not null constraint import_file_size check (size_bytes > 0),
    sha256        text        not null constraint import_file_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    uploaded_by   text        not null,
    uploaded_at   timestamptz not null,
    forgotten_at  timestamptz                            -- its bytes are gone from the disk
);
create index import_file_uploaded on registry.import_file (uploaded_at);

create table registry.import_job (
    id           uuid        primary key,
    act          text        not null constraint import_job_act check (act in ('try', 'run', 'undo')),
    file_id      uuid        references registry.import_file (id),
    run_id       bigint      references registry.import_run (id),    -- that it made, or undoes
    given        jsonb       not null default '{}',
    asked_by     text        not null,
    asked_at     timestamptz not null,
    state        text        not null default 'waiting' constraint import_job_state check (state in ('waiting', 'done', 'failed')),
    finished_at  timestamptz,
    report       jsonb,
    problem      jsonb,
    constraint import_job_of check (case act when 'undo' then file_id is null and run_id is not null else file_id is not null end),
    constraint import_job_ended check ((state = 'waiting') = (finished_at is null) and (state = 'failed') = (problem is not null))
);
create index import_job_waiting on registry.import_job (asked_at, id) where state = 'waiting';
create index import_job_asked on registry.import_job (asked_at);

-- How far a job is. A row of its own: the worker keeps that of the job locked while it tells.
create table registry.import_progress (
    job_id    uuid        primary key references registry.import_job (id),
    tries     integer     not null default 1,
    part      text        not null default '',
    done      integer     not null default 0,
    of_parts  integer     not null default 0,
    begun_at  timestamptz not null
);
