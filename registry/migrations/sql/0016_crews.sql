-- Crews' days: what a repair needs, who works when with what, and versioned plans of who drives where.

-- What a defect (of a class: where one is named, that row goes before) needs to be repaired. Loaded from job_needs.csv.
create table inspections.job_need (
    defect_code    text not null references inspections.defect (code),
    class_code     text references registry.asset_class (code),
    setup_minutes  real not null constraint job_need_setup check (setup_minutes between 0 and 600),
    work_minutes   real not null constraint job_need_work check (work_minutes between 0 and 1440),
    skills         text[] not null default '{}',
    load           integer not null default 0 constraint job_need_load check (load between 0 and 100),
    source         text not null constraint job_need_source check (source <> ''),
    constraint job_need_once unique nulls not distinct (defect_code, class_code)
);

-- A crew at work: from its depot, back there in time. One crew has one shift at a time.
create table inspections.crew_shift (
    id          uuid primary key,                     -- made by the client
    crew_code   text not null references registry.organisation (code),
    day         date not null,
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    vehicle     text not null default '',
    skills      text[] not null default '{}',
    capacity    integer not null constraint crew_shift_capacity check (capacity between 0 and 1000),
    depot       geometry(Point, 4326) not null,
    constraint crew_shift_order check (starts_at < ends_at and ends_at <= starts_at + interval '24 hours'),
    constraint crew_has_one_shift exclude using gist (crew_code with =, tstzrange(starts_at, ends_at) with &&)
);
create index crew_shift_day on inspections.crew_shift (day);

-- One planning of a day for the crews of one house. A later plan follows the one it was made from.
create table inspections.tour_plan (
    id            uuid primary key,                   -- made by the client: the same question again is known by it
    day           date not null,
    house_code    text not null references registry.organisation (code),
    state         text not null default 'draft' constraint tour_plan_state check (state in ('draft', 'published', 'replaced')),
    version       integer not null default 1,
    follows_id    uuid references inspections.tour_plan (id),
    parameters    jsonb not null,
    cost          jsonb not null,
    moves         jsonb not null default '[]',        -- what it changes of the plan it follows, and why
    made_at       timestamptz not null,
    made_by       uuid,
    published_at  timestamptz,
    constraint tour_plan_published check ((published_at is null) = (state = 'draft'))
);
create unique index one_published_plan on inspections.tour_plan (house_code, day) where state = 'published';

-- The day of one crew in a plan.
create table inspections.tour (
    plan_id     uuid not null references inspections.tour_plan (id),
    crew_code   text not null,
    shift_id    uuid not null references inspections.crew_shift (id),
    metres      integer not null,
    path        geometry(LineString, 4326),           -- along the roads, depot to depot; null: nothing is driven
    constraint tour_pk primary key (plan_id, crew_code)
);

-- One visit: all tickets of one cover. Fixed: begun or done when the plan was made.
create table inspections.tour_stop (
    plan_id     uuid not null,
    crew_code   text not null,
    position    integer not null constraint tour_stop_position check (position >= 1),
    job         text not null,
    ticket_ids  uuid[] not null constraint tour_stop_tickets check (cardinality(ticket_ids) > 0),
    priority    integer not null,
    load        integer not null,
    arrives_at  timestamptz not null,
    ends_at     timestamptz not null,
    due_at      timestamptz,
    fixed       boolean not null default false,
    geom        geometry(Point, 4326) not null,
    constraint tour_stop_pk primary key (plan_id, crew_code, position),
    constraint tour_stop_once unique (plan_id, job),
    constraint tour_stop_of_tour foreign key (plan_id, crew_code) references inspections.tour (plan_id, crew_code),
    constraint tour_stop_order check (arrives_at <= ends_at)
);
create index tour_stop_ticket on inspections.tour_stop using gin (ticket_ids);

-- What nobody does in a plan, and each thing that alone would have made room for it.
create table inspections.tour_left (
    plan_id     uuid not null references inspections.tour_plan (id),
    job         text not null,
    ticket_ids  uuid[] not null,
    reasons     text[] not null constraint tour_left_reasons check (cardinality(reasons) > 0),
    words_zh    text not null,
    words_en    text not null,
    constraint tour_left_pk primary key (plan_id, job)
);
