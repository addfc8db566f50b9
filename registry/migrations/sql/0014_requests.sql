-- Requests (诉求): what residents, enterprises and the hotline ask for, on any matter of the departments.

-- Matters (事项) with the organisation answerable by duty (属事), or the street office of the place (属地). Loaded from
-- fixtures/reference/matters.csv. A matter may name an organisation that is not in the register yet: its requests wait at the desk.
create table inspections.matter (
    code             text primary key,
    kind             text not null constraint matter_kind check (kind in ('component', 'event', 'service')),
    name_zh          text not null,
    name_en          text not null,
    words            text[] not null default '{}',
    department_code  text,
    by_street        boolean not null default false,
    answer_days      integer not null constraint matter_answer_days check (answer_days > 0),
    extension_days   integer not null constraint matter_extension_days check (extension_days >= 0),
    return_days      integer not null constraint matter_return_days check (return_days > 0),
    source           text not null,
    enabled          boolean not null default true,
    constraint matter_answered_by_one check ((department_code is not null) <> by_street)
);

-- The words of a request are kept here until they are erased; who asked stands in request_person alone.
create table inspections.request (
    id               uuid primary key,                 -- made by the client
    number           text not null constraint request_number unique
                     constraint request_number_form check (number ~ '^SQ[0-9]{8}-[0-9]{5,}$'),
    key              uuid not null default gen_random_uuid(),    -- of the link by which whoever asked follows it
    channel          text not null constraint request_channel check (channel in ('hotline', 'phone', 'web', 'enterprise', 'qr')),
    source           text not null,
    source_number    text,                             -- the work order of a hotline, unique in its source
    content_sha256   bytea not null,                   -- of what came, so that the same again is known
    state            text not null constraint request_state check
                     (state in ('received', 'accepted', 'refused', 'assigned', 'returned', 'answered', 'called_back', 'closed')),
    version          integer not null default 1,
    matter_code      text references inspections.matter (code),
    said             text not null,
    place_zh         text not null,
    area_code        text not null constraint request_area check (area_code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'),
    geom             geometry(Point, 4326),
    asset_code       text references registry.asset (code),
    assignee_code    text references registry.organisation (code),
    route_reason_zh  text not null default '',
    route_reason_en  text not null default '',
    received_at      timestamptz not null,
    respond_by       timestamptz not null,             -- the limit at receipt: neither extension nor reopening moves it
    due_at           timestamptz not null,
    return_due_at    timestamptz,                      -- until when the organisation may give it back
    accepted_at      timestamptz,
    assigned_at      timestamptz,
    contacted_at     timestamptz,                      -- whoever asked was first spoken to, or answered
    answered_at      timestamptz,
    answer           text not null default '',
    result_code      text constraint request_result check (result_code in ('solved', 'partly', 'explained', 'impossible', 'unreachable')),
    closed_at        timestamptz,
    extensions       integer not null default 0,
    returns          integer not null default 0,
    reopens          integer not null default 0,
    erased_at        timestamptz,
    constraint request_source_number unique (source, source_number),
    constraint answered_after_acceptance check (answered_at is null or accepted_at is not null),
    constraint answer_has_a_result check ((answered_at is null) = (result_code is null)),
    constraint assigned_to_somebody check (state not in ('assigned', 'answered') or assignee_code is not null)
);
create index request_area_number on inspections.request (area_code, number);
create index request_assignee on inspections.request (assignee_code, number);
create index request_open on inspections.request (due_at) where closed_at is null;
create index request_closed on inspections.request (closed_at) where erased_at is null;

-- Who asked, for one purpose and no longer than it lasts: the row goes when its time is over, the request stays as a figure.
create table inspections.request_person (
    request_id   uuid primary key references inspections.request (id),
    name         text not null,
    phone        text not null,
    address      text not null,
    purpose      text not null,
    erase_after  timestamptz                           -- null: still at work
);
create index request_person_erase on inspections.request_person (erase_after);

create table inspections.request_event (
    id           uuid primary key,                     -- made by the client: a replayed step is known by it
    seq          bigint generated always as identity constraint request_event_seq unique,
    request_id   uuid not null references inspections.request (id),
    version      integer not null,
    action       text not null,
    from_state   text,
    to_state     text not null,
    at           timestamptz not null,
    account_id   uuid,
    org_code     text,
    reason       text not null default '',             -- scrubbed of numbers of persons
    data         jsonb not null default '{}',          -- codes and figures, never words of persons
    constraint request_event_once unique (request_id, version)
);
create trigger request_event_append_only before update or delete on inspections.request_event
    for each statement execute function registry.refuse_change();

-- Several requests may hang on one ticket. When it ends they are proposed for answering.
create table inspections.request_ticket (
    request_id   uuid not null references inspections.request (id),
    ticket_id    uuid not null references inspections.ticket (id),
    linked_at    timestamptz not null,
    account_id   uuid,
    ended_at     timestamptz,                          -- of the ticket; null while it is open
    constraint request_ticket_pk primary key (request_id, ticket_id)
);
create index request_ticket_ticket on inspections.request_ticket (ticket_id);

-- A sample of answered requests that are called back (回访抽样): drawn once, from a seed, by department and channel.
create table inspections.call_back_sample (
    id           uuid primary key,
    made_at      timestamptz not null,
    made_by      uuid,
    from_at      timestamptz not null,
    until_at     timestamptz not null,
    half_width   double precision not null constraint call_back_sample_width check (half_width > 0 and half_width < 0.5),
    seed         bigint not null,
    population   integer not null,
    size         integer not null
);
create table inspections.call_back_pick (
    sample_id    uuid not null references inspections.call_back_sample (id),
    request_id   uuid not null references inspections.request (id),
    department   text not null,
    channel      text not null,
    constraint call_back_pick_pk primary key (sample_id, request_id)
);
create index call_back_pick_request on inspections.call_back_pick (request_id);

-- What was said when somebody was called back: each call is a row of the rates, also of a request that was opened again.
create table inspections.call_back (
    id           uuid primary key references inspections.request_event (id),
    request_id   uuid not null references inspections.request (id),
    at           timestamptz not null,
    opinion      text not null constraint call_back_opinion check (opinion in ('satisfied', 'basically', 'unsatisfied', 'not_reached')),
    contacted    boolean,                              -- whether the organisation had spoken to them
    solved       boolean,
    constraint call_back_answered check (opinion = 'not_reached' or (contacted is not null and solved is not null))
);
create index call_back_request on inspections.call_back (request_id);
create index call_back_at on inspections.call_back (at);
create trigger call_back_append_only before update or delete on inspections.call_back
    for each statement execute function registry.refuse_change();

-- An organisation asks that a request be left out of a rate (申诉/剔除); somebody else decides. Raw figures stay beside.
create table inspections.rate_appeal (
    id            uuid primary key,
    request_id    uuid not null references inspections.request (id),
    rate          text not null constraint rate_appeal_rate check (rate in ('response', 'solution', 'satisfaction')),
    version       integer not null default 1,
    asked_by      uuid not null,
    asked_org     text,
    asked_at      timestamptz not null,
    reason        text not null constraint rate_appeal_reasoned check (reason <> ''),
    decided_by    uuid,
    decided_at    timestamptz,
    approved      boolean,
    decision      text not null default '',
    constraint approver_is_not_asker check (decided_by <> asked_by),
    constraint rate_appeal_decided check (num_nulls(decided_by, decided_at, approved) in (0, 3) and (approved is null) = (decision = ''))
);
create unique index one_appeal_a_rate on inspections.rate_appeal (request_id, rate) where approved is not false;

-- Files of a hotline, and the rows that were refused: the field and the reason, never who asked.
create table inspections.request_import (
    id           uuid primary key,
    source       text not null,
    file_name    text not null,
    sha256       text not null,
    at           timestamptz not null,
    account_id   uuid,
    added        integer not null,
    changed      integer not null,
    same         integer not null,
    refused      integer not null
);
create table inspections.request_reject (
    import_id      uuid not null references inspections.request_import (id),
    row            integer not null,
    source_number  text not null,
    field          text not null,
    reason         text not null,
    constraint request_reject_pk primary key (import_id, row, field)
);
