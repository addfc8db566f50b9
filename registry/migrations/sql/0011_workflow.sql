-- The whole way of a ticket: check, levels, make-safe, joint cases, suspension and extension, children, return, re-opening.

alter table registry.organisation drop constraint organisation_kind;
alter table registry.organisation add constraint organisation_kind
    check (kind in ('bureau', 'company', 'crew', 'property', 'contractor'));

-- Who works for whom: from when until when, in which sections (codes of areas or road segments; none: everywhere), on which
-- classes (none: on all). Two contracts of the same two do not run at once for the same thing: told apart by number.
create function registry.joined(words text[]) returns text language sql immutable as $$ select array_to_string(words, ',') $$;
create table registry.contract (
    number           text primary key,
    contractor_code  text not null references registry.organisation (code),
    principal_code   text not null references registry.organisation (code),
    starts_on        date not null,
    ends_on          date not null,
    section_codes    text[] not null default '{}',
    class_codes      text[] not null default '{}',
    constraint contract_runs check (starts_on <= ends_on),
    constraint contract_of_two check (contractor_code <> principal_code),
    constraint contract_once exclude using gist (
        contractor_code with =, principal_code with =, (registry.joined(section_codes)) with =,
        (registry.joined(class_codes)) with =, daterange(starts_on, ends_on, '[]') with &&)
);
create index contract_principal on registry.contract (principal_code);

-- Whether the defect leaves an open hole: barrier and photo come before the repair.
alter table inspections.defect add column hole boolean not null default false;

-- When a matter is filed, and when it is closed: chosen at the step. A row that was chosen stays; a newer wording is a new code.
create table inspections.condition (
    code         text primary key,
    kind         text not null constraint condition_kind check (kind in ('filing', 'closing')),
    position     integer not null,
    class_code   text,
    defect_code  text references inspections.defect (code),
    text_zh      text not null,
    text_en      text not null,
    source       text not null,
    enabled      boolean not null default true
);

alter table inspections.ticket
    add column level text not null default 'district' constraint ticket_level check (level in ('grid', 'community', 'street', 'district')),
    add column finding text constraint ticket_finding check (finding in ('confirmed', 'unfounded')),
    add column filing_condition text references inspections.condition (code),
    add column closing_condition text references inspections.condition (code),
    add column signed_at timestamptz,
    add column arrived_at timestamptz,
    add column made_safe_at timestamptz,
    add column bounces integer not null default 0,
    add column final boolean not null default false,
    add column reopens integer not null default 0,
    add column parent_id uuid references inspections.ticket (id),
    drop constraint ticket_state,
    add constraint ticket_state check (state in ('reported', 'checking', 'filed', 'dispatched', 'accepted', 'suspended', 'repaired',
        'verified', 'closed', 'archived', 'returned', 'void', 'refused')),
    add constraint ticket_ended check ((closed_at is not null) = (state in ('closed', 'archived', 'void', 'refused'))),
    add constraint ticket_is_not_its_parent check (parent_id <> id);
create index ticket_parent on inspections.ticket (parent_id) where parent_id is not null;
drop index inspections.one_open_ticket;
-- A child stands beside its parent on the same thing.
create unique index one_open_ticket on inspections.ticket (asset_code, defect_code) where closed_at is null and parent_id is null;

-- A quiet event leaves the version (a redraw, to urge, to warn): a step on its way from a phone is not refused for it.
alter table inspections.ticket_event add column quiet boolean not null default false;
drop index inspections.ticket_event_once;
create unique index ticket_event_once on inspections.ticket_event (ticket_id, version) where not quiet and action <> 'redraw';

-- What is asked for and takes two approvals: by three persons.
create table inspections.ticket_plea (
    id         uuid primary key,                   -- of the event that asked
    ticket_id  uuid not null references inspections.ticket (id),
    kind       text not null constraint ticket_plea_kind check (kind in ('suspend', 'extend')),
    reason     text not null,
    until      timestamptz not null,
    asked_by   uuid,
    asked_at   timestamptz not null,
    first_by   uuid,
    first_at   timestamptz,
    second_by  uuid,
    second_at  timestamptz,
    denied_by  uuid,
    denied_at  timestamptz,
    dropped_at timestamptz,                        -- the ticket went on without it: returned, transferred, repaired
    constraint ticket_plea_of_three check (
        first_by is distinct from asked_by and (second_at is null or first_at is not null)
        and (second_by is null or (second_by is distinct from asked_by and second_by is distinct from first_by))
        or asked_by is null),
    constraint ticket_plea_decided_once check (num_nonnulls(second_at, denied_at, dropped_at) <= 1)
);
create unique index one_open_plea on inspections.ticket_plea (ticket_id) where second_at is null and denied_at is null and dropped_at is null;

-- A joint case: who was invited, and has done its part.
create table inspections.ticket_partner (
    ticket_id   uuid not null references inspections.ticket (id),
    org_code    text not null references registry.organisation (code),
    invited_at  timestamptz not null,
    done_at     timestamptz,
    constraint ticket_partner_pk primary key (ticket_id, org_code)
);

-- A minor defect that is not left for planned maintenance becomes a ticket.
alter table inspections.maintenance_item
    drop constraint maintenance_item_state,
    add constraint maintenance_item_state check (state in ('listed', 'done', 'void', 'ticket')),
    add column ticket_id uuid references inspections.ticket (id),
    add constraint maintenance_item_ticket check ((ticket_id is not null) = (state = 'ticket'));

drop trigger place_moved on inspections.ticket;
create trigger place_moved before update of geom on inspections.ticket for each row
    -- As bytes: a dump is restored without a search path, where geometries have no one '='.
    when (st_asbinary(old.geom) is distinct from st_asbinary(new.geom) and new.closed_at is null) execute function inspections.place_ticket();
-- A ticket that is filed again lies in the cell of today.
create trigger place_reopened before update of closed_at on inspections.ticket for each row
    when (old.closed_at is not null and new.closed_at is null) execute function inspections.place_ticket();

-- As in 0010, by `closed_at`: there are more ways to end now.
create or replace function inspections.rehome_tickets() returns trigger language plpgsql as $$
declare
    r record;
    made registry.change;
    plan bigint;
begin
    if current_setting('jingge.rehomed', true) = pg_current_xact_id()::text then
        return null;
    end if;
    perform set_config('jingge.rehomed', pg_current_xact_id()::text, true);
    perform pg_advisory_xact_lock(45, 10);
    select * into made from registry.change where id = registry.this_change();
    select id into plan from registry.plan where change_id = made.id;
    for r in
        select t.id, t.version, t.state, t.micro_grid_code, registry.micro_grid_at(t.geom) as home from inspections.ticket t
        where t.closed_at is null and t.micro_grid_code is distinct from registry.micro_grid_at(t.geom)
        order by t.asset_code nulls first, case when t.asset_code is not null then t.defect_code end, t.id
        for no key update
    loop
        update inspections.ticket set micro_grid_code = r.home where id = r.id;
        insert into inspections.ticket_event (id, ticket_id, version, action, from_state, to_state, at, reason, quiet, data)
        values (gen_random_uuid(), r.id, r.version, 'redraw', r.state, r.state, clock_timestamp(), made.reason, true, jsonb_build_object(
            'micro_grid_code', r.home, 'from', r.micro_grid_code, 'plan', plan, 'change', made.id, 'by', made.by_account));
    end loop;
    perform set_config('jingge.dating', 'on', true);    -- it is known from now on, not since we began to wait for a ticket
    update registry.change c set at = greatest(c.at, clock_timestamp()) where c.id = made.id;
    perform set_config('jingge.dating', '', true);
    return null;
end $$;

-- Tickets as they stood at a moment, by their events: state, version, times, who answered, how often it was done again or returned,
-- in which micro-grid. Place, class, severity and the words of route and limit are those of today; of a ticket that went over to
-- another asset since, the asset is the one of then. Times of a round that was filed again are told by its events.
drop function inspections.ticket_then(timestamptz);
create function inspections.ticket_then(moment timestamptz) returns setof inspections.ticket language sql stable as $$
    select t.id, t.number, last.to_state, last.version,
        coalesce((
            select e.data ->> 'from' from inspections.ticket_event e
            where e.ticket_id = t.id and e.at > moment and e.action = 'rehome' order by e.version limit 1), t.asset_code),
        t.class_code,
        coalesce((
            select e.data ->> 'from' from inspections.ticket_event e
            where e.ticket_id = t.id and e.at > moment and e.action = 'recategorise' order by e.version limit 1), t.defect_code),
        t.severity, t.hazard, t.campaign_id, t.place_zh, t.place_en, t.community_code, t.grid_code,
        t.geom, t.accuracy_m,
        case when later.redirects then given.assignee_code else t.assignee_code end,
        case when later.gives then coalesce(assigned.crew_code, given.crew_code, taken.crew_code) else t.crew_code end,
        t.route_rule_id, t.route_reason_zh, t.route_reason_en,
        t.limit_reason, t.reported_at,
        filed.at,
        dispatched.at,
        case when dispatched.at = t.dispatched_at then t.due_at end,
        repaired.at, repaired.account_id,
        case when repaired.at = t.repaired_at then t.repaired_house else (
            select case o.kind when 'crew' then coalesce(o.parent_code, o.code) else o.code end
            from registry.organisation o where o.code = repaired.org_code) end,
        verified.at, verified.account_id,
        case when last.to_state in ('closed', 'archived', 'void', 'refused') then ended.at end,
        (select count(*)::integer from inspections.ticket_event e
            where e.ticket_id = t.id and e.at <= moment and e.action = 'rework'),
        case when moved.version is null then t.micro_grid_code else moved.from_code end,
        coalesce((
            select e.data ->> 'level_from' from inspections.ticket_event e
            where e.ticket_id = t.id and e.at > moment and e.data ? 'level_from' order by e.version limit 1), t.level),
        checked.finding,
        filed.condition,
        ended.condition,
        (select min(e.at) from inspections.ticket_event e
            where e.ticket_id = t.id and e.at <= moment and e.action in ('sign', 'accept') and e.seq > coalesce(given.seq, round.seq)),
        (select min(e.at) from inspections.ticket_event e
            where e.ticket_id = t.id and e.at <= moment and e.action = 'arrive' and e.seq > coalesce(given.seq, round.seq)),
        (select min(e.at) from inspections.ticket_event e
            where e.ticket_id = t.id and e.at <= moment and e.action = 'make_safe' and e.seq > round.seq),
        (select count(*)::integer from inspections.ticket_event e
            where e.ticket_id = t.id and e.at <= moment and e.action = 'return' and e.seq > round.seq),
        t.final and t.bounces = (select count(*) from inspections.ticket_event e
            where e.ticket_id = t.id and e.at <= moment and e.action = 'return' and e.seq > round.seq),
        (select count(*)::integer from inspections.ticket_event e
            where e.ticket_id = t.id and e.at <= moment and e.action = 'reopen'),
        t.parent_id
    from inspections.ticket t
    cross join lateral (
        select e.to_state, e.version, e.at from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment order by e.version desc, e.seq desc limit 1) last
    cross join lateral (
        -- the round of then: since it was last filed again
        select coalesce(max(e.seq), 0) as seq from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'reopen') round
    cross join lateral (
        select coalesce(bool_or(e.action in ('dispatch', 'transfer') and e.data ? 'assignee_code'), false) as redirects,
            count(*) > 0 as gives
        from inspections.ticket_event e
        where e.ticket_id = t.id and e.at > moment and e.action in ('dispatch', 'transfer', 'assign', 'accept', 'reopen')) later
    left join lateral (
        -- what a later dispatch changed is told by the one before; what was only proposed then is not known any more
        select e.version, e.seq, e.data ->> 'assignee_code' as assignee_code, e.data ->> 'crew_code' as crew_code
        from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action in ('dispatch', 'transfer') and e.seq > round.seq
        order by e.version desc limit 1) given on true
    left join lateral (
        select e.data ->> 'crew_code' as crew_code from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'assign' and e.version > given.version
        order by e.version desc limit 1) assigned on true
    left join lateral (
        -- a crew of the house takes the job for itself, the house for none
        select nullif(e.org_code, t.assignee_code) as crew_code from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'accept' and e.version > given.version
        order by e.version desc limit 1) taken on true
    left join lateral (
        select e.at, e.data ->> 'condition' as condition from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'file' order by e.version desc limit 1) filed on true
    left join lateral (
        select e.at from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'dispatch' and e.seq > round.seq
        order by e.version limit 1) dispatched on true
    left join lateral (
        select e.data ->> 'finding' as finding from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'check' order by e.version desc limit 1) checked on true
    left join lateral (
        select e.at, e.version, e.account_id, e.org_code from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action in ('repair', 'settle') and not exists (
            select from inspections.ticket_event r
            where r.ticket_id = t.id and r.action in ('rework', 'reopen', 'raise') and r.at <= moment and r.version > e.version)
        order by e.version desc limit 1) repaired on true
    left join lateral (
        select e.at, e.account_id from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'verify' and e.version > repaired.version
        order by e.version desc limit 1) verified on true
    left join lateral (
        select e.at, e.data ->> 'condition' as condition from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action in ('close', 'void', 'refuse') and e.seq > round.seq
        order by e.version desc limit 1) ended on true
    left join lateral (
        -- the first event that left the micro-grid of then; a redraw is known since its change was, like the cells
        select e.version, case e.action when 'redraw' then e.data ->> 'from' else e.data ->> 'from_micro_grid' end as from_code
        from inspections.ticket_event e
        where e.ticket_id = t.id and (
            e.action = 'redraw' and (select c.at from registry.change c where c.id = (e.data ->> 'change')::bigint) > moment
            or e.data ? 'from_micro_grid' and e.at > moment)
        order by e.version, e.seq limit 1) moved on true
$$;
