-- Clocks of tickets: calendars and limits as versioned data, a clock for each thing that has a limit, pauses, and what rang.

-- A calendar of working time, version after version; the highest is the one that counts.
create table inspections.calendar (
    code          text not null,
    version       integer not null constraint calendar_version check (version > 0),
    name_zh       text not null,
    name_en       text not null,
    time_zone     text not null,                      -- IANA
    weekdays      smallint[] not null constraint calendar_weekdays check (cardinality(weekdays) > 0 and weekdays <@ '{1,2,3,4,5,6,7}'),
    hours         text[] not null constraint calendar_hours check (cardinality(hours) > 0),  -- 08:00-12:00
    days_off      date[] not null,
    make_up_days  date[] not null,
    years         smallint[] not null,                -- whose holidays are published; of others the week alone is known
    source        text not null constraint calendar_source check (source <> ''),
    changed_at    timestamptz not null,
    changed_by    text not null,
    constraint calendar_pk primary key (code, version),
    constraint calendar_day_is_one_thing check (not days_off && make_up_days)
);
create trigger calendar_append_only before update or delete on inspections.calendar
    for each statement execute function registry.refuse_change();

-- So that a city that was running before goes on: the week alone, until its calendars are loaded.
insert into inspections.calendar values
    ('china', 1, '中国法定工作日', 'working days of China', 'Asia/Shanghai', '{1,2,3,4,5}', '{08:00-12:00,14:00-18:00}',
     '{}', '{}', '{}', 'assumption: the week alone, until calendars.csv is loaded', now(), 'migration');

-- Limits, version after version: the one that holds at a moment is the last that is valid from then or before.
alter table inspections.time_limit rename to time_limit_before;
alter table inspections.time_limit_before drop constraint time_limit_defect_code_fkey;
create table inspections.time_limit (
    id              bigint generated always as identity primary key,
    profile         text not null,
    kind            text not null constraint time_limit_kind check (kind in
        ('arrive', 'make_safe', 'repair', 'level', 'check', 'verify', 'return', 'extension', 'pause')),
    defect_code     text references inspections.defect (code),    -- null: every defect without a row of its own
    condition       text not null default '',         -- a level; what a person grants (road, prevented); of a pause its cause
    version         integer not null constraint time_limit_from_one check (version > 0),
    amount          numeric not null constraint time_limit_amount check (amount > 0),
    unit            text not null constraint time_limit_unit check (unit in ('emergency_hour', 'working_hour', 'working_day')),
    calendar_code   text not null,
    warn_share      numeric,
    escalate_share  numeric,
    supervise_share numeric,
    source          text not null constraint time_limit_source check (source <> ''),
    valid_from      timestamptz not null,
    changed_at      timestamptz not null,
    changed_by      text not null,
    constraint time_limit_once unique nulls not distinct (profile, kind, defect_code, condition, version),
    constraint time_limit_moment unique nulls not distinct (profile, kind, defect_code, condition, valid_from),
    -- all shares or none: a clock without them is shown and never rings
    constraint time_limit_shares check (
        num_nulls(warn_share, escalate_share, supervise_share) = 3
        or (num_nulls(warn_share, escalate_share, supervise_share) = 0
            and 0 < warn_share and warn_share < 1 and 1 < escalate_share and escalate_share <= supervise_share))
);
create trigger time_limit_append_only before update or delete on inspections.time_limit
    for each statement execute function registry.refuse_change();
insert into inspections.time_limit (profile, kind, defect_code, version, amount, unit, calendar_code, warn_share, escalate_share,
    supervise_share, source, valid_from, changed_at, changed_by)
select profile, 'repair', defect_code, 1, amount, unit, 'china', 0.75, 1.25, 1.5, source, '2000-01-01 00:00+00', now(), 'migration'
from inspections.time_limit_before;
drop table inspections.time_limit_before;

-- One clock: what it counts, since when, until when. What is replaced stays, with the moment it was (superseded_at).
create table inspections.ticket_clock (
    id                uuid primary key,
    seq               bigint generated always as identity constraint ticket_clock_seq unique,
    ticket_id         uuid not null references inspections.ticket (id),
    kind              text not null constraint ticket_clock_kind check (kind in
        ('arrive', 'make_safe', 'repair', 'level', 'check', 'verify', 'return')),
    limit_id          bigint not null references inspections.time_limit (id),
    calendar_version  integer not null,               -- with which it was last reckoned
    started_at        timestamptz not null,
    extra_s           bigint not null default 0 constraint ticket_clock_extra check (extra_s >= 0),  -- granted on top, in counted time
    warn_at           timestamptz,
    due_at            timestamptz not null constraint ticket_clock_forward check (due_at >= started_at),
    escalate_at       timestamptz,
    supervise_at      timestamptz,
    rung              smallint not null default 0 constraint ticket_clock_rung check (rung between 0 and 4),
    next_at           timestamptz,                    -- when it rings next, of warn, late, escalate, supervise; null: never more
    met_at            timestamptz,
    superseded_at     timestamptz,
    reason            text not null,
    constraint ticket_clock_ends_once check (met_at is null or superseded_at is null)
);
create unique index one_running_clock on inspections.ticket_clock (ticket_id, kind) where met_at is null and superseded_at is null;
create index ticket_clock_next on inspections.ticket_clock (next_at) where next_at is not null;
create index ticket_clock_ticket on inspections.ticket_clock (ticket_id);
create trigger ticket_clock_is_kept before delete on inspections.ticket_clock
    for each statement execute function registry.refuse_change();

-- When the clocks of a ticket stand still, why, and when they go on by themselves at the latest.
create table inspections.clock_pause (
    id          uuid primary key,
    ticket_id   uuid not null references inspections.ticket (id),
    cause       text not null constraint clock_pause_cause check (cause in ('suspended', 'returned')),
    reason      text not null,
    since       timestamptz not null,
    until       timestamptz constraint clock_pause_forward check (until >= since),
    cap_at      timestamptz not null constraint clock_pause_cap check (cap_at >= since)
);
create unique index one_open_pause on inspections.clock_pause (ticket_id, cause) where until is null;
create index clock_pause_ticket on inspections.clock_pause (ticket_id);
create trigger clock_pause_is_kept before delete on inspections.clock_pause
    for each statement execute function registry.refuse_change();

-- What was dispatched before there were clocks, and is not repaired yet, goes on under its limit.
insert into inspections.ticket_clock (id, ticket_id, kind, limit_id, calendar_version, started_at, due_at, rung, next_at, reason)
select gen_random_uuid(), t.id, 'repair', l.id, 1, t.dispatched_at, t.due_at, 1, case when t.due_at > now() then t.due_at end,
    t.limit_reason
from inspections.ticket t
join lateral (
    select id from inspections.time_limit
    where defect_code = t.defect_code
    order by profile = 'default' desc, profile limit 1) l on true
where t.dispatched_at is not null and t.due_at >= t.dispatched_at and t.repaired_at is null and t.closed_at is null;
