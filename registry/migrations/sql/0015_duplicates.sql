-- The same thing told twice: what evidence weighs, which pairs were found, what was decided on them; how pictures look in 64 bits;
-- and the cases of other systems, with their history.

-- What evidence weighs. Loaded from duplicate_weights.csv.
create table inspections.duplicate_weight (
    kind    text primary key,
    value   double precision not null constraint duplicate_weight_value check (abs(value) < 100000),
    source  text not null constraint duplicate_weight_source check (source <> '')
);

-- Null: the stored picture could not be read, and is not tried again.
create table inspections.photo_hash (
    sha256  text primary key references inspections.photo (sha256),
    hash    bigint
);

-- Cases of other systems, as their files tell them: they are read and compared, never worked on. A later file updates them.
create table inspections.foreign_run (
    id          uuid primary key,
    source      text not null constraint foreign_run_source check (source ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    profile     text not null,
    file_name   text not null,
    at          timestamptz not null,
    account_id  uuid,
    rows        integer not null,
    created     integer not null,
    updated     integer not null,
    unchanged   integer not null,
    rejected    integer not null,
    constraint foreign_run_adds_up check (rows = created + updated + unchanged + rejected)
);

create table inspections.foreign_case (
    id          uuid primary key,                  -- of source and number: the same in every installation
    source      text not null,
    number      text not null constraint foreign_case_number_given check (number <> ''),
    title       text not null,
    category    text not null,
    status      text not null,
    agency      text not null default '',
    channel     text not null default '',
    words       text not null default '',
    place       text not null default '',
    geom        geometry(Point, 4326),
    opened_at   timestamptz not null,
    updated_at  timestamptz,
    closed_at   timestamptz,
    extra       jsonb not null default '{}',       -- what the file says beside these columns, as it says it
    content     text not null,                     -- hash of the whole case with its history
    run_id      uuid not null references inspections.foreign_run (id),
    version     integer not null default 1,
    constraint foreign_case_number unique (source, number)
);
create index foreign_case_geom on inspections.foreign_case using gist (geom);
create index foreign_case_opened on inspections.foreign_case (source, opened_at);

-- Its history, in order: position counts from 1.
create table inspections.foreign_event (
    case_id   uuid not null references inspections.foreign_case (id),
    position  integer not null constraint foreign_event_position check (position > 0),
    at        timestamptz not null,
    kind      text not null,
    words     text not null default '',
    data      jsonb not null default '{}',
    constraint foreign_event_pk primary key (case_id, position)
);

-- What could not be read, with the reason; line counts from 1 as the file's reader does.
create table inspections.foreign_reject (
    run_id    uuid not null references inspections.foreign_run (id),
    line      integer not null,
    number    text not null,
    field     text not null,
    value     text not null,
    reason    text not null,
    content   jsonb not null,
    constraint foreign_reject_pk primary key (run_id, line)
);

-- A pair that may be one thing: the one told earlier is the first. A refused or unmerged pair is never suggested again.
create table inspections.duplicate_pair (
    id           uuid primary key,                 -- of both ids
    kind         text not null constraint duplicate_pair_kind check (kind in ('ticket', 'foreign')),
    first_id     uuid not null,
    second_id    uuid not null,
    score        double precision not null constraint duplicate_pair_score check (score between 0 and 1),
    reasons      jsonb not null,
    state        text not null constraint duplicate_pair_state check (state in ('suggested', 'merged', 'refused', 'unmerged')),
    survivor_id  uuid,                             -- of tickets that are merged, the one that goes on
    found_at     timestamptz not null,
    version      integer not null default 1,
    constraint duplicate_pair_of_two check (first_id <> second_id),
    constraint duplicate_pair_once unique (kind, first_id, second_id),
    constraint duplicate_pair_survivor check ((survivor_id is not null) = (state = 'merged' and kind = 'ticket')),
    constraint duplicate_pair_survivor_of_it check (survivor_id in (first_id, second_id))
);
create index duplicate_pair_second on inspections.duplicate_pair (second_id);
create index duplicate_pair_first on inspections.duplicate_pair (first_id);
create index duplicate_pair_survivor on inspections.duplicate_pair (survivor_id) where survivor_id is not null;
create index duplicate_pair_open on inspections.duplicate_pair (score) where state = 'suggested';

-- What was decided on a pair, by whom (nobody: by rule), and what was moved.
create table inspections.duplicate_decision (
    id          uuid primary key,                  -- made by the client: a repeated decision is known by it
    pair_id     uuid not null references inspections.duplicate_pair (id),
    version     integer not null,                  -- of the pair, after it
    action      text not null constraint duplicate_decision_action check (action in ('merge', 'refuse', 'unmerge')),
    at          timestamptz not null,
    account_id  uuid,
    org_code    text,
    reason      text not null constraint duplicate_decision_reason check (reason <> ''),
    data        jsonb not null default '{}',
    constraint duplicate_decision_once unique (pair_id, version)
);
create trigger duplicate_decision_append_only before update or delete on inspections.duplicate_decision
    for each statement execute function registry.refuse_change();

-- A ticket and all that were merged into it, however far: what counts sightings, photos or requests of a ticket counts these.
create function inspections.merged_tickets(of_ticket uuid) returns setof uuid language sql stable as $$
    with recursive merged (id) as (
        select of_ticket
        union
        select case p.survivor_id when p.first_id then p.second_id else p.first_id end
        from merged m join inspections.duplicate_pair p on p.survivor_id = m.id
    )
    select id from merged
$$;
