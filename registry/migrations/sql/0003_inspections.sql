-- What happens to things: rules, campaigns, observations, tickets.

create schema inspections;

-- Rules of the city, loaded from fixtures/reference, editable ------------------------------------------------------

-- handling says where a sighting goes: a ticket (hazard) or the maintenance list.
create table inspections.defect (
    code       text primary key,
    name_zh    text not null,
    name_en    text not null,
    hazard     boolean not null,
    handling   text not null constraint defect_handling check (handling in ('ticket', 'maintenance')),
    priority   integer not null,
    words      text[] not null default '{}'
);

create table inspections.time_limit (
    profile      text not null,
    defect_code  text not null references inspections.defect (code),
    amount       numeric not null constraint time_limit_amount check (amount > 0),
    unit         text not null constraint time_limit_unit check (unit in ('emergency_hour', 'working_hour', 'working_day')),
    source       text not null,
    constraint time_limit_pk primary key (profile, defect_code)
);

-- Ordered rules: the first whose every given column fits decides. Null fits anything.
create table inspections.routing_rule (
    id              bigint generated always as identity primary key,
    position        integer not null constraint routing_rule_position unique,
    class_code      text,
    defect_code     text references inspections.defect (code),
    owner_code      text references registry.organisation (code),
    setting         text,
    area_code       text,
    assignee_code   text references registry.organisation (code),    -- null: the owner itself, where it is known
    reason_zh       text not null,
    reason_en       text not null,
    enabled         boolean not null default true
);

-- Campaigns --------------------------------------------------------------------------------------------------------

create table inspections.campaign (
    id           uuid primary key,
    name         text not null,
    state        text not null constraint campaign_state check (state in ('planned', 'running', 'ended')),
    staffing     text not null constraint campaign_staffing check (staffing in ('team', 'grid_workers')),
    area_code    text not null,
    starts_on    date not null,
    days         integer not null constraint campaign_days check (days between 1 and 366),
    parameters   jsonb not null,
    plan         jsonb not null default '{}',
    created_by   text not null,
    created_at   timestamptz not null,
    started_at   timestamptz,               -- the scope is frozen at this moment
    ended_at     timestamptz,
    version      integer not null default 1
);

create table inspections.assignment (
    id           bigint generated always as identity primary key,
    campaign_id  uuid not null references inspections.campaign (id),
    number       integer not null,
    grid_code    text references registry.grid (code),
    account_id   uuid references access.account (id),
    second_look  boolean not null default false,
    minutes      real not null,
    constraint assignment_number unique (campaign_id, number)
);

-- A unit is a road segment or a compound (for grid workers: the part of it in one grid). Its state is derived from its targets,
-- and from a visit of the unit itself where nothing lies in it or nobody could enter.
create table inspections.campaign_unit (
    id             bigint generated always as identity primary key,
    campaign_id    uuid not null references inspections.campaign (id),
    kind           text not null constraint campaign_unit_kind check (kind in ('segment', 'compound', 'remainder')),
    place_code     text not null,
    grid_code      text,
    community_code text,
    assignment_id  bigint references inspections.assignment (id),
    day_no         integer,
    position       integer,
    length_m       real not null,
    targets        integer not null,
    minutes        real not null,
    result         text constraint campaign_unit_result check (result in ('walked', 'no_access')),
    visited_at     timestamptz,
    -- the blind second look: a sample of the units goes to somebody else as well
    second_assignment_id bigint references inspections.assignment (id),
    second_day_no  integer,
    second_position integer,
    geom           geometry(Geometry, 4326) not null,
    constraint campaign_unit_place unique nulls not distinct (campaign_id, kind, place_code, grid_code),
    constraint campaign_unit_of_campaign unique (campaign_id, id)
);
create index campaign_unit_assignment on inspections.campaign_unit (assignment_id);
create index campaign_unit_second_assignment on inspections.campaign_unit (second_assignment_id);
create index campaign_unit_geom on inspections.campaign_unit using gist (geom);

-- The coverage ledger by cover. The scope is frozen: rows are added at start, later ones are marked late.
create table inspections.target (
    campaign_id     uuid not null,
    asset_code      text not null references registry.asset (code),
    unit_id         bigint not null,
    late            boolean not null default false,
    result          text constraint target_result check (result in ('fine', 'defect', 'not_found', 'no_access')),
    observed_at     timestamptz,
    observation_id  uuid,
    second_result   text constraint target_second_result check (second_result in ('fine', 'defect', 'not_found', 'no_access')),
    second_observed_at timestamptz,
    second_observation_id uuid,
    constraint target_pk primary key (campaign_id, asset_code),
    constraint target_unit_of_campaign foreign key (campaign_id, unit_id) references inspections.campaign_unit (campaign_id, id)
) with (fillfactor = 70);
create index target_unit on inspections.target (unit_id, asset_code);

-- Observations -----------------------------------------------------------------------------------------------------

create table inspections.observation (
    id               uuid primary key,                 -- made by the device
    batch_id         uuid not null,
    device_id        text not null,
    account_id       uuid not null,
    campaign_id      uuid,
    second_look      boolean not null default false,
    asset_code       text references registry.asset (code),
    matched_by       text constraint observation_matched_by check (matched_by in ('code', 'pick', 'position', 'desk')),
    match_certainty  real,
    candidates       jsonb,                            -- ranked, when the best two are too close to decide
    result           text not null constraint observation_result check (result in ('fine', 'defect', 'not_found', 'no_access', 'new')),
    defect_code      text references inspections.defect (code),
    severity         smallint constraint observation_severity check (severity between 1 and 3),
    measure_mm       real,
    note             text not null default '',
    geom             geometry(Point, 4326),
    accuracy_m       real,
    position_source  text,
    datum            text,
    device_time      timestamptz,                      -- as the device said; null when it said nothing readable
    observed_at      timestamptz not null,             -- corrected by the skew of its batch
    skew_s           real not null default 0,
    received_at      timestamptz not null,
    review           text,                             -- why a person must look: words of match, place, time
    content_sha256   bytea not null,
    constraint observation_defect_named check ((result = 'defect') = (defect_code is not null))
);
create index observation_asset on inspections.observation (asset_code) where result = 'defect';
create index observation_review on inspections.observation (received_at) where review is not null;

create trigger observation_append_only before delete on inspections.observation
    for each statement execute function registry.refuse_change();

-- That somebody walked a whole unit, or could not get in.
create table inspections.unit_visit (
    id              uuid primary key,                  -- made by the device
    batch_id        uuid not null,
    device_id       text not null,
    account_id      uuid not null,
    campaign_id     uuid not null references inspections.campaign (id),
    unit_id         bigint not null references inspections.campaign_unit (id),
    result          text not null constraint unit_visit_result check (result in ('walked', 'no_access')),
    device_time     timestamptz,
    observed_at     timestamptz not null,
    skew_s          real not null default 0,
    received_at     timestamptz not null,
    review          text,
    content_sha256  bytea not null
);
create trigger unit_visit_append_only before delete on inspections.unit_visit
    for each statement execute function registry.refuse_change();

-- Refused items are kept as they came, with the reason.
create table inspections.observation_refused (
    id           bigint generated always as identity primary key,
    item_id      text not null,
    batch_id     uuid not null,
    device_id    text not null,
    account_id   uuid not null,
    reason       text not null,
    detail       text not null,
    content      jsonb not null,
    received_at  timestamptz not null
);
create unique index observation_refused_once on inspections.observation_refused (item_id, md5(content::text));

-- A picture as stored (re-encoded, without EXIF), by the SHA-256 of its stored bytes.
create table inspections.photo (
    sha256       text primary key constraint photo_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    media_type   text not null,
    width_px     integer not null,
    height_px    integer not null,
    size_bytes   bigint not null,
    taken_at     timestamptz,
    geom         geometry(Point, 4326),
    uploaded_by  uuid not null,
    uploaded_at  timestamptz not null
);
-- The same picture may arrive as different files, and the same file twice: by the SHA-256 of what the device sent.
create table inspections.photo_original (
    original_sha256  text primary key constraint photo_original_sha256 check (original_sha256 ~ '^[0-9a-f]{64}$'),
    sha256           text not null references inspections.photo (sha256)
);
-- What was promised: an observation or a ticket step names the SHA-256 of the file on the device; the file may come later.
create table inspections.photo_promise (
    subject_kind     text not null constraint photo_promise_kind check (subject_kind in ('observation', 'ticket_event')),
    subject_id       uuid not null,
    original_sha256  text not null,
    constraint photo_promise_pk primary key (subject_kind, subject_id, original_sha256)
);
create index photo_promise_original on inspections.photo_promise (original_sha256);

-- Tickets ----------------------------------------------------------------------------------------------------------

create table inspections.ticket (
    id              uuid primary key,
    number          text not null constraint ticket_number unique,
    state           text not null constraint ticket_state check (state in ('reported', 'filed', 'dispatched', 'accepted', 'repaired', 'verified', 'closed', 'returned', 'void')),
    version         integer not null default 1,
    asset_code      text references registry.asset (code),
    class_code      text,
    defect_code     text not null references inspections.defect (code),
    severity        smallint not null default 2,
    hazard          boolean not null,
    campaign_id     uuid references inspections.campaign (id),
    place_zh        text not null,
    place_en        text not null,
    community_code  text,
    grid_code       text,
    geom            geometry(Point, 4326) not null,
    accuracy_m      real,
    assignee_code   text references registry.organisation (code),    -- bureau or company answerable
    crew_code       text references registry.organisation (code),
    route_rule_id   bigint references inspections.routing_rule (id),
    route_reason_zh text not null default '',
    route_reason_en text not null default '',
    limit_reason    text not null default '',
    reported_at     timestamptz not null,
    filed_at        timestamptz,
    dispatched_at   timestamptz,
    due_at          timestamptz,
    repaired_at     timestamptz,
    repaired_by     uuid,
    repaired_house  text references registry.organisation (code),    -- of a crew the organisation it belongs to
    verified_at     timestamptz,
    verified_by     uuid,
    closed_at       timestamptz,
    reworks         integer not null default 0,
    constraint verifier_is_not_repairer check (verified_by is null or repaired_by is null or verified_by <> repaired_by)
);
create unique index one_open_ticket on inspections.ticket (asset_code, defect_code) where state not in ('closed', 'void');
create index ticket_state on inspections.ticket (state, due_at);
create index ticket_geom on inspections.ticket using gist (geom);

create table inspections.ticket_sighting (
    ticket_id       uuid not null references inspections.ticket (id),
    observation_id  uuid not null references inspections.observation (id),
    constraint ticket_sighting_pk primary key (observation_id)
);
create index ticket_sighting_ticket on inspections.ticket_sighting (ticket_id);

create table inspections.ticket_event (
    id           uuid primary key,                     -- made by the client: a replayed step is known by it
    seq          bigint generated always as identity constraint ticket_event_seq unique,
    ticket_id    uuid not null references inspections.ticket (id),
    version      integer not null,                     -- of the ticket, after this event
    action       text not null,
    from_state   text,
    to_state     text not null,
    at           timestamptz not null,
    account_id   uuid,
    org_code     text,
    reason       text not null default '',
    data         jsonb not null default '{}',
    constraint ticket_event_once unique (ticket_id, version)
);
create trigger ticket_event_append_only before update or delete on inspections.ticket_event
    for each statement execute function registry.refuse_change();

-- Minor defects wait here for planned maintenance; one open item for one asset and defect.
create table inspections.maintenance_item (
    id              uuid primary key,
    asset_code      text not null references registry.asset (code),
    defect_code     text not null references inspections.defect (code),
    severity        smallint not null default 1,
    state           text not null default 'listed' constraint maintenance_item_state check (state in ('listed', 'done', 'void')),
    campaign_id     uuid,
    community_code  text,
    first_seen_at   timestamptz not null,
    last_seen_at    timestamptz not null,
    sightings       integer not null default 1,
    first_observation_id uuid not null references inspections.observation (id)
);
create unique index one_open_maintenance_item on inspections.maintenance_item (asset_code, defect_code) where state = 'listed';
