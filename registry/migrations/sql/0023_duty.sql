-- Who is on duty where and when: stations, rosters, shifts, leave, stand-ins; what fell to the area; sheets of hand-over.

-- A desk of an area, the keepers of a community or grid, a crew or company. `always`: there is to be somebody at every moment.
-- `may_double`: whoever is here may be at another station at the same time.
create table inspections.duty_station (
    id             uuid primary key,                  -- made by the client
    kind           text not null constraint duty_station_kind check (kind in ('desk', 'keeper', 'crew')),
    area_code      text,
    org_code       text references registry.organisation (code),
    name           text not null constraint duty_station_name check (name <> ''),
    supervisor_id  uuid references access.account (id),
    always         boolean not null default false,
    may_double     boolean not null default false,
    made_at        timestamptz not null,
    made_by        text not null,
    closed_at      timestamptz,
    version        integer not null default 1,
    constraint duty_station_of check (case kind
        when 'crew' then org_code is not null and area_code is null
        when 'desk' then org_code is null and area_code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'
        else org_code is null and area_code ~ '^([0-9]{12}|[0-9]{15})$' end)
);
create unique index one_duty_station on inspections.duty_station (kind, coalesce(area_code, org_code)) where closed_at is null;

-- A cycle of days, over and over. Slots: [{"day", "opens", "closes", "accounts"}]. On days off of the calendar it works on, or
-- rests; a make-up day follows day `make_up_as` of the cycle (none: its own).
create table inspections.duty_roster (
    id             uuid primary key,                  -- made by the client
    station_id     uuid not null references inspections.duty_station (id),
    time_zone      text not null,
    starts_on      date not null,
    cycle_days     integer not null constraint duty_roster_cycle check (cycle_days between 1 and 366),
    slots          jsonb not null,
    calendar_code  text,
    on_days_off    text not null constraint duty_roster_days_off check (on_days_off in ('work', 'rest')),
    make_up_as     integer,
    made_at        timestamptz not null,
    made_by        text not null,
    constraint duty_roster_calendar check (on_days_off = 'work' and make_up_as is null or calendar_code is not null),
    constraint duty_roster_make_up check (make_up_as between 0 and cycle_days - 1)
);
create trigger duty_roster_append_only before update or delete on inspections.duty_roster
    for each statement execute function registry.refuse_change();

-- One person at one station from when until when. Nobody is at two at once, unless the station allows it.
create table inspections.duty_shift (
    id            uuid primary key,                   -- of a roster by its day, else made by the client
    station_id    uuid not null references inspections.duty_station (id),
    roster_id     uuid references inspections.duty_roster (id),
    account_id    uuid not null references access.account (id),
    begins_at     timestamptz not null,
    ends_at       timestamptz not null,
    doubles       boolean not null,
    made_at       timestamptz not null,
    made_by       text not null,
    cancelled_at  timestamptz,
    cancelled_by  text,
    constraint duty_shift_order check (begins_at < ends_at and ends_at <= begins_at + interval '48 hours'),
    constraint duty_shift_cancelled check ((cancelled_at is null) = (cancelled_by is null)),
    constraint nobody_is_on_duty_twice exclude using gist (account_id with =, tstzrange(begins_at, ends_at) with &&)
        where (cancelled_at is null and not doubles)
);
create index duty_shift_station on inspections.duty_shift (station_id, begins_at);

create table inspections.duty_leave (
    id            uuid primary key,                   -- made by the client
    account_id    uuid not null references access.account (id),
    begins_at     timestamptz not null,
    ends_at       timestamptz not null,
    kind          text not null constraint duty_leave_kind check (kind in ('annual', 'sick', 'training', 'official', 'other')),
    told_at       timestamptz not null,
    told_by       text not null,
    cancelled_at  timestamptz,
    constraint duty_leave_order check (begins_at < ends_at),
    constraint duty_leave_once exclude using gist (account_id with =, tstzrange(begins_at, ends_at) with &&) where (cancelled_at is null)
);

create table inspections.duty_stand_in (
    id            uuid primary key,                   -- made by the client
    account_id    uuid not null references access.account (id),
    stand_in_id   uuid not null references access.account (id),
    begins_at     timestamptz not null,
    ends_at       timestamptz not null,
    asked_at      timestamptz not null,
    asked_by      text not null,
    approved_at   timestamptz,
    approved_by   text,
    cancelled_at  timestamptz,
    constraint duty_stand_in_order check (begins_at < ends_at),
    constraint duty_stand_in_of_two check (account_id <> stand_in_id),
    constraint duty_stand_in_approved check ((approved_at is null) = (approved_by is null)),
    constraint duty_stand_in_once exclude using gist (account_id with =, tstzrange(begins_at, ends_at) with &&) where (cancelled_at is null)
);

-- Nobody stands in for themselves by way of others: followed at every moment of the span, one writer at a time.
create function inspections.stand_ins_make_no_circle() returns trigger language plpgsql as $$
begin
    if new.cancelled_at is not null then
        return new;
    end if;
    perform pg_advisory_xact_lock(hashtext('inspections.duty_stand_in'));
    if exists (
        with recursive way (account_id, span) as (
            select new.stand_in_id, tstzrange(new.begins_at, new.ends_at)
            union
            select s.stand_in_id, w.span * tstzrange(s.begins_at, s.ends_at)
            from way w
            join inspections.duty_stand_in s on s.account_id = w.account_id and s.cancelled_at is null and s.id <> new.id
                and w.span && tstzrange(s.begins_at, s.ends_at)
            where w.account_id <> new.account_id)
        select from way where way.account_id = new.account_id
    ) then
        raise exception 'the chain of stand-ins comes back to whom it began with'
            using errcode = 'integrity_constraint_violation', constraint = 'stand_in_circle';
    end if;
    return new;
end $$;
create trigger duty_stand_in_circle before insert or update on inspections.duty_stand_in
    for each row execute function inspections.stand_ins_make_no_circle();

-- 属地兜底: nobody answered for the ticket, so the area does; once a round of the ticket.
create table inspections.duty_fallback (
    ticket_id  uuid not null references inspections.ticket (id),
    round      integer not null,                      -- how often it was filed again
    org_code   text not null references registry.organisation (code),
    told_at    timestamptz not null,
    reason_zh  text not null,
    reason_en  text not null,
    constraint duty_fallback_pk primary key (ticket_id, round)
);
create trigger duty_fallback_append_only before update or delete on inspections.duty_fallback
    for each statement execute function registry.refuse_change();

-- What one shift of a desk hands to the next. The sheet stays as it was made: of it only the two signatures change, each once.
create table inspections.duty_handover (
    id           uuid primary key,                    -- made by the client
    station_id   uuid not null references inspections.duty_station (id),
    begins_at    timestamptz not null,                -- of the shift that ends
    ends_at      timestamptz not null,
    until        timestamptz not null,                -- of the shift that begins: its promises are told
    sheet        text not null,                       -- JSON, byte for byte
    sha256       text not null constraint duty_handover_sha256 check (sha256 = encode(sha256(convert_to(sheet, 'UTF8')), 'hex')),
    made_at      timestamptz not null,
    made_by      uuid,
    outgoing_by  uuid references access.account (id),
    outgoing_at  timestamptz,
    incoming_by  uuid references access.account (id),
    incoming_at  timestamptz,
    version      integer not null default 1,
    constraint duty_handover_order check (begins_at < ends_at and ends_at < until),
    constraint duty_handover_once unique (station_id, ends_at),
    constraint duty_handover_signed check ((outgoing_by is null) = (outgoing_at is null) and (incoming_by is null) = (incoming_at is null)),
    constraint one_signs_for_one check (outgoing_by <> incoming_by)
);
create function inspections.keep_handover() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (old.outgoing_by is null or old.outgoing_by = new.outgoing_by and old.outgoing_at = new.outgoing_at)
        and (old.incoming_by is null or old.incoming_by = new.incoming_by and old.incoming_at = new.incoming_at)
        and to_jsonb(new) - array['outgoing_by', 'outgoing_at', 'incoming_by', 'incoming_at', 'version']
            = to_jsonb(old) - array['outgoing_by', 'outgoing_at', 'incoming_by', 'incoming_at', 'version'] then
        return new;
    end if;
    raise exception 'a sheet of hand-over stays as it was signed'
        using errcode = 'integrity_constraint_violation', constraint = 'handover_is_kept';
end $$;
create trigger duty_handover_is_kept before update or delete on inspections.duty_handover
    for each row execute function inspections.keep_handover();
