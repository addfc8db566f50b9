-- Routing rules in versions: a set is drafted whole, put in force from a moment, and never changes; a ticket names its rule as it was.

alter table registry.organisation add column ended_on date;    -- it answers for nothing any more since then

create table inspections.rule_set (
    id        bigint generated always as identity primary key,
    draft_id  uuid not null constraint rule_set_once unique,    -- made by the client: drafted again, it is known
    name      text not null constraint rule_set_named check (name <> ''),
    desk_org  text references registry.organisation (code),    -- the default desk: answers where no rule fits
    made_by   text not null,
    made_at   timestamptz not null
);

-- What is in force at a moment is what was last said to hold from then or before. Nothing is put in force for the past.
create table inspections.rule_set_force (
    id          uuid primary key,    -- made by the client
    seq         bigint generated always as identity constraint rule_set_force_seq unique,
    set_id      bigint not null references inspections.rule_set (id),
    from_at     timestamptz,    -- null: since ever; the first set of a city
    decided_at  timestamptz not null,
    decided_by  text not null,
    reason      text not null constraint rule_set_force_reason check (reason <> ''),
    constraint rule_set_force_not_past check (from_at >= decided_at)
);
create unique index rule_set_force_first on inspections.rule_set_force ((true)) where from_at is null;

alter table inspections.routing_rule
    add column set_id bigint references inspections.rule_set (id),
    add column kind text constraint routing_rule_kind check (kind in ('ticket', 'request')),
    add column matter_code text constraint routing_rule_matter check (matter_code <> ''),    -- fits every code that begins so
    add column hazard boolean,
    add column channel text constraint routing_rule_channel check (channel <> ''),
    add column hours text constraint routing_rule_hours check (hours in ('working', 'off', 'night')),
    add column keyword text constraint routing_rule_keyword check (keyword <> ''),    -- words parted by |; one is enough
    add column answers text not null default 'organisation'
        constraint routing_rule_answers check (answers in ('organisation', 'owner', 'street')),
    add column source text not null default '',
    drop constraint routing_rule_position;

-- The rules of before are set 1, in force since ever; one that was switched off stays so.
do $$
declare
    first bigint;
begin
    if exists (select from inspections.routing_rule) then
        insert into inspections.rule_set (draft_id, name, made_by, made_at)
        values (gen_random_uuid(), '第一版', 'system', now()) returning id into first;
        insert into inspections.rule_set_force (id, set_id, decided_at, decided_by, reason)
        values (gen_random_uuid(), first, now(), 'system', '沿用现行派遣规则 the rules that held so far');
        update inspections.routing_rule set set_id = first,
            answers = case when assignee_code is null then 'owner' else 'organisation' end;
    end if;
end $$;
alter table inspections.routing_rule
    alter column set_id set not null,
    alter column answers drop default,
    add constraint routing_rule_position unique (set_id, position),
    add constraint routing_rule_answer check ((assignee_code is not null) = (answers = 'organisation'));

create trigger rule_set_append_only before update or delete on inspections.rule_set
    for each statement execute function registry.refuse_change();
create trigger rule_set_force_append_only before update or delete on inspections.rule_set_force
    for each statement execute function registry.refuse_change();
create trigger routing_rule_append_only before update or delete on inspections.routing_rule
    for each statement execute function registry.refuse_change();

-- A set that was put in force takes no further rule.
create function inspections.refuse_rule_of_set_in_force() returns trigger language plpgsql as $$
begin
    if exists (select from inspections.rule_set_force f where f.set_id = new.set_id) then
        raise exception 'rule set % was put in force', new.set_id
            using errcode = 'integrity_constraint_violation', constraint = 'append_only';
    end if;
    return new;
end $$;
create trigger routing_rule_of_draft before insert on inspections.routing_rule
    for each row execute function inspections.refuse_rule_of_set_in_force();

-- What was decided for a ticket by itself, each time: who answers for the matter (属事) and for the territory (属地). The last holds.
create table inspections.ticket_duty (
    id             bigint generated always as identity primary key,
    ticket_id      uuid not null references inspections.ticket (id),
    cause          text not null constraint ticket_duty_cause check (cause in ('report', 'identify', 'recategorise')),
    set_id         bigint references inspections.rule_set (id),
    rule_id        bigint references inspections.routing_rule (id),
    matter_org     text references registry.organisation (code),
    territory_org  text references registry.organisation (code),
    matter         jsonb not null,    -- as it was then: what its rules were tried on
    reason_zh      text not null,
    reason_en      text not null,
    at             timestamptz not null
);
create index ticket_duty_ticket on inspections.ticket_duty (ticket_id, id);
create index ticket_duty_rule on inspections.ticket_duty (rule_id);
create trigger ticket_duty_append_only before update or delete on inspections.ticket_duty
    for each statement execute function registry.refuse_change();
insert into inspections.ticket_duty (ticket_id, cause, set_id, rule_id, matter_org, territory_org, matter, reason_zh, reason_en, at)
select t.id, 'report', r.set_id, r.id, t.assignee_code, o.code,
    jsonb_build_object('kind', 'ticket', 'class_code', t.class_code, 'defect_code', t.defect_code, 'owner_code', a.owner_code,
        'setting', a.setting, 'community_code', t.community_code, 'hazard', t.hazard, 'territory_org', o.code),
    t.route_reason_zh, t.route_reason_en, t.reported_at
from inspections.ticket t
left join inspections.routing_rule r on r.id = t.route_rule_id
left join registry.asset a on a.code = t.asset_code
left join lateral (
    select o.code from registry.organisation o
    where o.kind = 'bureau' and o.street_code = left(t.community_code, 9) order by o.code limit 1
) o on true
order by t.reported_at, t.id;
