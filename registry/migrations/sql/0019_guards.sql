-- Open holes and who stands by them: guards, cards for entering a well, declared openings, storms.

-- What air in a well must be. Loaded from gas_limits.csv; each row says where its figures are from.
create table inspections.gas_limit (
    gas     text primary key constraint gas_limit_gas check (gas in ('o2_pct', 'combustible_lel_pct', 'h2s_ppm', 'co_ppm')),
    least   double precision constraint gas_limit_least check (least >= 0),
    most    double precision not null constraint gas_limit_most check (most > 0),
    source  text not null constraint gas_limit_source check (source <> ''),
    constraint gas_limit_order check (least is null or least < most)
);

-- Storms -----------------------------------------------------------------------------------------------------------

-- Between begins_at and ended_at the limits of `profile` hold in the area, and a tour of inspectors takes at most tour_minutes.
create table inspections.storm (
    id            uuid primary key,                   -- made by the client
    area_code     text not null constraint storm_area check (area_code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'),
    level         text not null constraint storm_level check (level in ('blue', 'yellow', 'orange', 'red')),
    profile       text not null,
    tour_minutes  integer not null constraint storm_tour check (tour_minutes between 10 and 600),
    begins_at     timestamptz not null,
    declared_by   text not null,
    ended_at      timestamptz constraint storm_ends_later check (ended_at >= begins_at),
    ended_by      text,
    version       integer not null default 1,
    constraint storm_end_named check ((ended_at is null) = (ended_by is null)),
    constraint one_storm_of_an_area exclude using gist (area_code with =, tstzrange(begins_at, ended_at) with &&)
);

-- Declared, raised or lowered, ended: what was said of a storm, by whom and when.
create table inspections.storm_event (
    id        uuid primary key,
    storm_id  uuid not null references inspections.storm (id),
    version   integer not null,
    action    text not null constraint storm_event_action check (action in ('declare', 'grade', 'end')),
    level     text not null,
    at        timestamptz not null,
    account   text not null,
    reason    text not null default '',
    constraint storm_event_once unique (storm_id, version)
);
create trigger storm_event_append_only before update or delete on inspections.storm_event
    for each statement execute function registry.refuse_change();

-- Where water gathers first. The register has no heights, so a steward names these places; covers within `within_m` belong to one.
create table inspections.low_point (
    id              uuid primary key,
    name            text not null constraint low_point_name check (name <> ''),
    community_code  text not null,
    within_m        real not null constraint low_point_within check (within_m between 5 and 1000),
    source          text not null constraint low_point_source check (source <> ''),
    geom            geometry(Point, 4326) not null,
    created_at      timestamptz not null,
    created_by      text not null,
    retired_at      timestamptz
);
create index low_point_geom on inspections.low_point using gist (geom);

-- Guards -----------------------------------------------------------------------------------------------------------

-- Somebody or something stands by an open shaft, or at a low point in a storm: from when, until when at the latest. When `until` has passed,
-- the place is unguarded again whether anybody noticed or not.
create table inspections.guard (
    id            uuid primary key,                   -- made by the client
    ticket_id     uuid references inspections.ticket (id),
    storm_id      uuid references inspections.storm (id),
    low_point_id  uuid references inspections.low_point (id),
    kind          text not null constraint guard_kind check (kind in ('watch', 'barrier', 'plate')),
    account_id    uuid references access.account (id),
    org_code      text references registry.organisation (code),
    post          text not null constraint guard_post check (post <> '' and length(post) <= 200),
    begins_at     timestamptz not null,
    until         timestamptz not null,
    photo_sha256  text constraint guard_photo check (photo_sha256 ~ '^[0-9a-f]{64}$'),
    posted_at     timestamptz not null,
    posted_by     uuid,
    ended_at      timestamptz,
    end_reason    text not null default '',
    told_at       timestamptz,                        -- when it was told that it had run out
    constraint guard_named check (num_nonnulls(account_id, org_code) > 0),
    constraint guard_place check ((ticket_id is not null) = (storm_id is null and low_point_id is null)
                                  and (storm_id is null) = (low_point_id is null)),
    constraint guard_ends check (until > begins_at and until <= begins_at + interval '31 days'),
    constraint guard_ended check (ended_at >= begins_at and ended_at <= until),
    constraint guard_proof check (kind = 'watch' or photo_sha256 is not null),
    constraint nobody_guards_two_places exclude using gist (
        account_id with =, tstzrange(begins_at, coalesce(ended_at, until)) with &&
    ) where (kind = 'watch')
);
create index guard_ticket on inspections.guard (ticket_id);
create index guard_storm on inspections.guard (storm_id);
create index guard_untold on inspections.guard (until) where ended_at is null and told_at is null and ticket_id is not null;

-- Entering a well --------------------------------------------------------------------------------------------------

create table inspections.entry_card (
    id             uuid primary key,                  -- made by the client
    ticket_id      uuid not null references inspections.ticket (id),
    attendant      text not null constraint entry_card_attendant check (attendant <> ''),
    entrants       text[] not null constraint entry_card_entrants check (cardinality(entrants) between 1 and 20),
    inside         text[] not null default '{}',
    opened_at      timestamptz not null,
    opened_by      uuid not null,
    approved_at    timestamptz,
    approved_by    uuid,
    ventilated_at  timestamptz,
    closed_at      timestamptz,
    version        integer not null default 1,
    constraint attendant_never_enters check (not attendant = any (entrants)),
    constraint entry_card_inside check (inside <@ entrants),
    constraint entry_card_approved check ((approved_at is null) = (approved_by is null)),
    constraint opener_does_not_approve check (approved_by <> opened_by),
    constraint nobody_is_left_below check (closed_at is null or cardinality(inside) = 0)
);
create unique index one_open_entry_card on inspections.entry_card (ticket_id) where closed_at is null;

create table inspections.entry_event (
    id          uuid primary key,                     -- made by the client
    card_id     uuid not null references inspections.entry_card (id),
    version     integer not null,
    action      text not null constraint entry_event_action check (
                    action in ('open', 'approve', 'ventilate', 'enter', 'leave', 'relieve', 'close')),
    person      text not null default '',
    at          timestamptz not null,
    account_id  uuid not null,
    note        text not null default '',
    constraint entry_event_once unique (card_id, version)
);
create trigger entry_event_append_only before update or delete on inspections.entry_event
    for each statement execute function registry.refuse_change();

create table inspections.gas_reading (
    id                   uuid primary key,            -- made by the client
    card_id              uuid not null references inspections.entry_card (id),
    at                   timestamptz not null,
    o2_pct               double precision not null constraint gas_reading_o2 check (o2_pct between 0 and 100),
    combustible_lel_pct  double precision not null constraint gas_reading_combustible check (combustible_lel_pct between 0 and 100),
    h2s_ppm              double precision not null constraint gas_reading_h2s check (h2s_ppm between 0 and 10000),
    co_ppm               double precision not null constraint gas_reading_co check (co_ppm between 0 and 10000),
    account_id           uuid not null,
    received_at          timestamptz not null
);
create index gas_reading_card on inspections.gas_reading (card_id, at);
create trigger gas_reading_append_only before update or delete on inspections.gas_reading
    for each statement execute function registry.refuse_change();

-- Declared openings ------------------------------------------------------------------------------------------------

-- Somebody opens covers on purpose. Until `until` reports of an open lid belong to it; then, without a closing photo, each of its
-- covers is a hazard like any other.
create table inspections.planned_opening (
    id              uuid primary key,                 -- made by the client
    org_code        text not null references registry.organisation (code),
    guard           text not null constraint planned_opening_guard check (guard <> ''),
    barrier         text not null constraint planned_opening_barrier check (barrier <> ''),
    permit          text not null constraint planned_opening_permit check (permit <> ''),
    begins_at       timestamptz not null,
    until           timestamptz not null,
    declared_at     timestamptz not null,
    declared_by     uuid not null,
    closed_at       timestamptz,
    closed_by       uuid,
    photo_sha256    text constraint planned_opening_photo check (photo_sha256 ~ '^[0-9a-f]{64}$'),
    overdue_at      timestamptz,                      -- when its covers became hazards
    version         integer not null default 1,
    constraint planned_opening_ends check (until > begins_at and until <= begins_at + interval '31 days'),
    constraint closing_needs_a_photo check ((closed_at is null) = (photo_sha256 is null))
);
create index planned_opening_open on inspections.planned_opening (until) where closed_at is null and overdue_at is null;

create table inspections.planned_opening_asset (
    opening_id  uuid not null references inspections.planned_opening (id),
    asset_code  text not null references registry.asset (code) deferrable initially immediate,
    ticket_id   uuid references inspections.ticket (id),
    constraint planned_opening_asset_pk primary key (opening_id, asset_code)
);
create index planned_opening_asset_code on inspections.planned_opening_asset (asset_code);

create table inspections.planned_opening_event (
    id          uuid primary key,                     -- made by the client
    opening_id  uuid not null references inspections.planned_opening (id),
    version     integer not null,
    action      text not null constraint planned_opening_event_action check (action in ('declare', 'extend', 'close', 'overdue')),
    at          timestamptz not null,
    account_id  uuid,
    until       timestamptz not null,
    reason      text not null default '',
    constraint planned_opening_event_once unique (opening_id, version),
    constraint extension_has_a_reason check (action <> 'extend' or reason <> '')
);
create trigger planned_opening_event_append_only before update or delete on inspections.planned_opening_event
    for each statement execute function registry.refuse_change();

-- Reports that a declared opening took to itself.
create table inspections.planned_opening_report (
    observation_id  uuid primary key references inspections.observation (id),
    opening_id      uuid not null references inspections.planned_opening (id),
    at              timestamptz not null
);
create index planned_opening_report_opening on inspections.planned_opening_report (opening_id);
