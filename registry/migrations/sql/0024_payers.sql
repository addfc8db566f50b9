-- Who pays when nobody answers (兜底): the owner was asked, another made good, what it cost; or the public was asked.

-- How long each state may last. Loaded from paying_limits.csv; each row says where its figure is from.
create table inspections.paying_limit (
    "limit"  text primary key,
    amount   integer not null constraint paying_limit_amount check (amount > 0),
    unit     text not null constraint paying_limit_unit check (unit in ('minute', 'day', 'workday')),
    source   text not null constraint paying_limit_source check (source <> '')
);

-- Who makes good in an owner's place; the longest area that fits holds, the empty one everywhere.
create table inspections.paying_stand_in (
    area_code  text primary key constraint paying_stand_in_area check (area_code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})?$'),
    org_code   text not null references registry.organisation (code),
    source     text not null constraint paying_stand_in_source check (source <> '')
);

-- One open recovery a ticket. Money in whole fen.
create table inspections.recovery (
    id             uuid primary key,                  -- made by the client, or of the step of the ticket that opened it
    ticket_id      uuid not null references inspections.ticket (id),
    round          integer not null constraint recovery_round check (round > 0),
    state          text not null constraint recovery_state check (state in (
        'asked', 'answered', 'denied', 'silent', 'standing_in', 'costed', 'lettered', 'disputed', 'settled', 'paid', 'waived',
        'fulfilled', 'notice', 'unclaimed', 'claimed', 'approved', 'filled', 'withdrawn')),
    version        integer not null,
    opened_at      timestamptz not null,
    owner_code     text references registry.organisation (code),
    stand_in_code  text references registry.organisation (code),
    sheet          integer not null default 0,        -- the cost sheet that holds
    cost_fen       bigint constraint recovery_cost check (cost_fen > 0),
    agreed_fen     bigint,
    costed_by      uuid,
    settled_by     uuid,
    reminders      integer not null default 0,
    due_at         timestamptz,
    rang_at        timestamptz,                       -- when it was told that the clock of this state ran out
    closed_at      timestamptz,
    constraint recovery_once unique (ticket_id, round),
    constraint nobody_owns_what_is_public check (state not in ('notice', 'unclaimed', 'approved', 'filled') or owner_code is null),
    constraint somebody_owns_what_is_owed check (
        state in ('notice', 'unclaimed', 'approved', 'filled', 'withdrawn') or owner_code is not null),
    constraint recovery_has_its_clock check ((closed_at is null) = (due_at is not null)),
    constraint recovery_ends check ((closed_at is not null) = (state in ('paid', 'waived', 'fulfilled', 'filled', 'withdrawn'))),
    constraint nobody_stands_in_for_themselves check (state <> 'standing_in' or stand_in_code is distinct from owner_code and stand_in_code is not null),
    constraint recovery_sheet check ((sheet > 0) = (cost_fen is not null) and (sheet > 0) = (costed_by is not null)),
    constraint cost_was_listed check (state not in ('costed', 'lettered', 'disputed', 'settled', 'paid', 'waived') or sheet > 0),
    constraint no_more_is_owed_than_it_cost check (agreed_fen is null or agreed_fen between 0 and cost_fen),
    constraint who_costed_does_not_decide check (settled_by <> costed_by)
);
create unique index one_open_recovery on inspections.recovery (ticket_id) where closed_at is null;
create index recovery_due on inspections.recovery (due_at) where closed_at is null and rang_at is null;
create index recovery_opened on inspections.recovery (opened_at, id);

-- What was done, and the clock it started. `data`: what it brought along, with the owner and what was owed then.
create table inspections.recovery_event (
    id           uuid primary key,                    -- made by the client
    seq          bigint generated always as identity,
    recovery_id  uuid not null references inspections.recovery (id),
    version      integer not null,
    act          text not null,
    from_state   text,
    to_state     text not null,
    at           timestamptz not null,
    due_at       timestamptz,
    account_id   uuid,
    org_code     text,
    spoken_by    text not null default '',            -- who said it for the owner, where no account did
    reason       text not null default '',
    data         jsonb not null,
    constraint recovery_event_once unique (recovery_id, version)
);
create trigger recovery_event_append_only before update or delete on inspections.recovery_event
    for each statement execute function registry.refuse_change();

-- The lines of cost sheets; of a recovery the sheet with the highest number holds. A material prices a confirmed quantity.
create table inspections.cost_line (
    recovery_id     uuid not null references inspections.recovery (id),
    sheet           integer not null,
    number          integer not null constraint cost_line_number check (number > 0),
    kind            text not null constraint cost_line_kind check (kind in ('material', 'labour', 'machine', 'other')),
    name            text not null constraint cost_line_name check (name <> ''),
    unit            text not null constraint cost_line_unit check (unit <> ''),
    quantity        numeric(12, 3) not null constraint cost_line_quantity check (quantity > 0),
    unit_price_fen  bigint not null constraint cost_line_price check (unit_price_fen > 0),
    amount_fen      bigint not null constraint cost_line_sum check (amount_fen = round(quantity * unit_price_fen)),
    material_id     uuid references inspections.ticket_material (id),
    constraint cost_line_pk primary key (recovery_id, sheet, number),
    constraint material_was_confirmed check ((kind = 'material') = (material_id is not null)),
    -- a job of two tickets has its materials once: they are recovered once
    constraint material_is_recovered_once exclude using gist (material_id with =, recovery_id with <>) where (material_id is not null)
);
create unique index material_is_priced_once on inspections.cost_line (recovery_id, sheet, material_id) where material_id is not null;
create trigger cost_line_append_only before update or delete on inspections.cost_line
    for each statement execute function registry.refuse_change();
