-- Cases of other systems come in: new ones, changed ones with their history anew, and what could not be read.

-- name: open_run
insert into inspections.foreign_run (
    id, source, profile, file_name, at, account_id, rows, created, updated, unchanged, rejected
)
values (:id, :source, :profile, :file_name, :at, :account_id, 0, 0, 0, 0, 0);

-- name: close_run
update inspections.foreign_run
set rows = :rows, created = :created, updated = :updated, unchanged = :unchanged, rejected = :rejected
where id = :id;

-- name: lock_source
select pg_advisory_xact_lock(hashtext('inspections.foreign ' || :source));

-- name: store_cases
-- A file that is older than what is known changes nothing.
insert into inspections.foreign_case as f (
    id, source, number, title, category, status, agency, channel, words, place, geom, opened_at, updated_at, closed_at, extra,
    content, run_id
)
select c.id, :source, c.number, c.title, c.category, c.status, c.agency, c.channel, c.words, c.place,
    st_setsrid(st_makepoint(c.lon, c.lat), 4326), c.opened_at, c.updated_at, c.closed_at, c.extra, c.content, :run_id
from jsonb_to_recordset(cast(:cases as jsonb)) as c (
    id uuid, number text, title text, category text, status text, agency text, channel text, words text, place text,
    lon float8, lat float8, opened_at timestamptz, updated_at timestamptz, closed_at timestamptz, extra jsonb, content text
)
on conflict (source, number) do update
set title = excluded.title, category = excluded.category, status = excluded.status, agency = excluded.agency,
    channel = excluded.channel, words = excluded.words, place = excluded.place, geom = excluded.geom,
    opened_at = excluded.opened_at, updated_at = excluded.updated_at, closed_at = excluded.closed_at, extra = excluded.extra,
    content = excluded.content, run_id = excluded.run_id, version = f.version + 1
where f.content <> excluded.content
    and (f.updated_at is null or excluded.updated_at is null or excluded.updated_at >= f.updated_at)
returning id, (xmax = 0) as new;

-- name: forget_events
delete from inspections.foreign_event where case_id = any(cast(:ids as uuid[]));

-- name: store_events
insert into inspections.foreign_event (case_id, position, at, kind, words, data)
select e.case_id, e.position, e.at, e.kind, e.words, e.data
from jsonb_to_recordset(cast(:events as jsonb)) as e (
    case_id uuid, position integer, at timestamptz, kind text, words text, data jsonb
);

-- name: store_rejects
insert into inspections.foreign_reject (run_id, line, number, field, value, reason, content)
values (:run_id, :line, :number, :field, :value, :reason, cast(:content as jsonb));
