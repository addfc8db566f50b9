-- Rows of an import that only a person can decide on: near to a thing of another source, and not clearly the same.

create table registry.import_review (
    id          bigint generated always as identity primary key,
    run_id      bigint      not null references registry.import_run (id),
    row_no      bigint      not null,
    source      text        not null,
    source_id   text        not null,
    record      jsonb       not null,    -- the row as columns of registry.asset, with lon and lat
    candidates  jsonb       not null,    -- [{code, score, distance_m}], the likeliest first
    decision    text        constraint import_review_decision check (decision in ('new', 'same', 'leave')),
    code        text,                    -- of the thing it is, or became
    decided_by  text,
    decided_at  timestamptz,
    constraint import_review_once unique (source, source_id),
    constraint import_review_decided check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null))
);
create index import_review_open on registry.import_review (run_id) where decision is null;

alter table registry.import_run
    add column undone_by bigint references registry.change (id);
