-- Out: every event of a ticket leaves a row here in its own transaction; streams and webhooks read them by number.

-- The order for readers. An id is given at the insert, and who commits late has an early one: a reader who resumes after the newest
-- id it saw would never see that row. So rows are numbered after their commit, under one lock (inspections/outbox/numbering.py): a
-- number is given only to rows that everybody sees, one after the other without a gap, and never again to a smaller one.
--   given, given_before   to which organisations the ticket was given (dispatched) after and before the event, and
--   community, …_before   where it lay: who saw the ticket before and does not after is told that it is gone
--   body                  what a receiver is told; nothing that somebody typed
create table inspections.outbox (
    id                uuid primary key,                -- of the event
    seq               bigint generated always as identity constraint outbox_seq unique,
    number            bigint constraint outbox_number unique constraint outbox_number_counts check (number > 0),
    ticket_id         uuid not null references inspections.ticket (id),
    action            text not null,
    hazard            boolean not null,
    community_code    text,
    community_before  text,
    given             text[] not null,
    given_before      text[] not null,
    body              jsonb not null
);
create index outbox_waiting on inspections.outbox (seq) where number is null;
create index outbox_ticket on inspections.outbox (ticket_id, seq);

create function inspections.number_once() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.number is null and to_jsonb(old) - 'number' = to_jsonb(new) - 'number' then
        return new;
    end if;
    raise exception 'rows of inspections.outbox are only added, and numbered once' using errcode = '23514', constraint = 'append_only';
end
$$;
create trigger outbox_number_once before update or delete on inspections.outbox
    for each row execute function inspections.number_once();

-- To whom a ticket was given: as in inspections/tickets/sight.py.
create function inspections.given(dispatched_at timestamptz, assignee_code text, crew_code text) returns text[] language sql immutable
as $$ select case when dispatched_at is null then '{}'::text[] else array_remove(array[assignee_code, crew_code], null) end $$;

-- Whether somebody sees a place or what was given to an organisation: the rule of inspections/tickets/sight.py and listing.sql.
create function inspections.in_sight(everything boolean, areas text[], division boolean, orgs text[], community_code text, given text[])
returns boolean language sql immutable as $$
    select everything or (division and community_code is null) or given && orgs
        or exists (select from unnest(areas) area where starts_with(community_code, area))
$$;

-- A ticket is stored before its event, so the row finds it as it is after the event. Who listens is told at the commit, once.
create function inspections.put_out() returns trigger language plpgsql as $$
begin
    insert into inspections.outbox (
        id, ticket_id, action, hazard, community_code, community_before, given, given_before, body)
    select new.id, t.id, new.action, t.hazard, t.community_code,
        case when last.ticket_id is null then t.community_code else last.community_code end,
        now_given.orgs, coalesce(last.given, now_given.orgs),
        jsonb_build_object(
            'ticket_id', t.id, 'number', t.number, 'action', new.action, 'from_state', new.from_state, 'state', new.to_state,
            'version', new.version, 'hazard', t.hazard, 'defect_code', t.defect_code, 'class_code', t.class_code,
            'asset_code', t.asset_code, 'place_zh', t.place_zh, 'place_en', t.place_en,
            'community_code', t.community_code, 'grid_code', t.grid_code,
            'micro_grid_code', t.micro_grid_code, 'at', new.at)
    from inspections.ticket t
    cross join lateral (select inspections.given(t.dispatched_at, t.assignee_code, t.crew_code)) now_given (orgs)
    left join lateral (
        select o.ticket_id, o.community_code, o.given from inspections.outbox o
        where o.ticket_id = t.id order by o.seq desc limit 1) last on true
    where t.id = new.ticket_id;
    perform pg_notify('jingge_outbox', '');
    return null;
end
$$;
create trigger put_out after insert on inspections.ticket_event for each row execute function inspections.put_out();

-- What happened before is in the stream too, with the tickets as they are now.
insert into inspections.outbox (id, number, ticket_id, action, hazard, community_code, community_before, given, given_before, body)
select e.id, row_number() over (order by e.seq), t.id, e.action, t.hazard, t.community_code, t.community_code,
    inspections.given(t.dispatched_at, t.assignee_code, t.crew_code), inspections.given(t.dispatched_at, t.assignee_code, t.crew_code),
    jsonb_build_object(
        'ticket_id', t.id, 'number', t.number, 'action', e.action, 'from_state', e.from_state, 'state', e.to_state,
        'version', e.version, 'hazard', t.hazard, 'defect_code', t.defect_code, 'class_code', t.class_code,
        'asset_code', t.asset_code, 'place_zh', t.place_zh, 'place_en', t.place_en,
        'community_code', t.community_code, 'grid_code', t.grid_code,
        'micro_grid_code', t.micro_grid_code, 'at', e.at)
from inspections.ticket_event e
join inspections.ticket t on t.id = e.ticket_id
order by e.seq;

-- Where events go: a program that verifies signatures (webhook), or a group of WeCom (robot). What its owner may see goes there,
-- for as long as the account is open. The secret signs, so it is stored as it is; of a robot the address itself is the secret.
--   position        every event up to this number has been looked at, and has a delivery where it is wanted
--   called_at       of a robot the newest calls: at most twenty a minute
--   failing_since   the first of the failures since anything arrived
create table inspections.webhook (
    id               uuid primary key,                 -- made by the client
    version          integer not null default 1,
    kind             text not null constraint webhook_kind check (kind in ('webhook', 'wecom')),
    name             text not null constraint webhook_name check (name <> ''),
    url              text not null constraint webhook_url check (url ~ '^https?://'),
    secret           text constraint webhook_secret check ((secret is null) = (kind = 'wecom')),
    account_id       uuid not null,                    -- whose sight it has
    actions          text[] not null default '{}',     -- empty: all
    areas            text[] not null default '{}',     -- empty: all its owner sees
    hazards_only     boolean not null default false,
    position         bigint not null,
    called_at        timestamptz[] not null default '{}',
    failing_since    timestamptz,
    disabled_at      timestamptz,
    disabled_reason  text not null default '',
    created_at       timestamptz not null,
    constraint webhook_disabled check ((disabled_at is null) = (disabled_reason = ''))
);

-- One event for one webhook. Sent again under the same id until it arrives, is given up, or the webhook ends.
--   next_at   when it is to be sent; while it is being sent, when to send it again should nobody hear of the sender any more
create table inspections.delivery (
    webhook_id      uuid not null references inspections.webhook (id) on delete cascade,
    number          bigint not null references inspections.outbox (number),
    gone            boolean not null,                  -- the ticket left the owner's sight: its id alone is told
    status          text not null default 'waiting' constraint delivery_status check (status in ('waiting', 'delivered', 'given_up')),
    next_at         timestamptz constraint delivery_next check ((next_at is null) = (status <> 'waiting')),
    attempts        integer not null default 0,        -- since it was planned or replayed: what the wait grows by
    attempted_at    timestamptz[] not null default '{}',
    response_code   integer,
    error           text not null default '',
    delivered_at    timestamptz constraint delivery_delivered check ((delivered_at is null) = (status <> 'delivered')),
    constraint delivery_pk primary key (webhook_id, number)
);
create index delivery_due on inspections.delivery (webhook_id, next_at) where status = 'waiting';
