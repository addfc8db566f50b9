-- Tickets go back to the shorter way; what stands in one of its new states keeps no place there and refuses the downgrade.
do $$
begin
    if exists (select from inspections.ticket where state in ('checking', 'suspended', 'archived', 'refused')) then
        raise exception 'tickets are being checked, suspended, archived or refused: the former workflow has no such states';
    end if;
end $$;
drop function inspections.ticket_then(timestamptz);
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
        where t.state not in ('closed', 'void') and t.micro_grid_code is distinct from registry.micro_grid_at(t.geom)
        order by t.asset_code nulls first, case when t.asset_code is not null then t.defect_code end, t.id
        for no key update
    loop
        update inspections.ticket set micro_grid_code = r.home where id = r.id;
        insert into inspections.ticket_event (id, ticket_id, version, action, from_state, to_state, at, reason, data)
        values (gen_random_uuid(), r.id, r.version, 'redraw', r.state, r.state, clock_timestamp(), made.reason, jsonb_build_object(
            'micro_grid_code', r.home, 'from', r.micro_grid_code, 'plan', plan, 'change', made.id, 'by', made.by_account));
    end loop;
    perform set_config('jingge.dating', 'on', true);    -- it is known from now on, not since we began to wait for a ticket
    update registry.change c set at = greatest(c.at, clock_timestamp()) where c.id = made.id;
    perform set_config('jingge.dating', '', true);
    return null;
end $$;
drop trigger place_moved on inspections.ticket;
drop trigger place_reopened on inspections.ticket;
create trigger place_moved before update of geom on inspections.ticket for each row
    -- As bytes: a dump is restored without a search path, where geometries have no one '='.
    when (st_asbinary(old.geom) is distinct from st_asbinary(new.geom) and new.state not in ('closed', 'void')) execute function inspections.place_ticket();

alter table inspections.maintenance_item
    drop constraint maintenance_item_ticket, drop column ticket_id, drop constraint maintenance_item_state;
update inspections.maintenance_item set state = 'done' where state = 'ticket';
alter table inspections.maintenance_item add constraint maintenance_item_state check (state in ('listed', 'done', 'void'));
drop table inspections.ticket_partner, inspections.ticket_plea;
drop index inspections.ticket_event_once, inspections.one_open_ticket;
alter table inspections.ticket_event disable trigger ticket_event_append_only;
delete from inspections.ticket_event where quiet and action <> 'redraw';
alter table inspections.ticket_event enable trigger ticket_event_append_only;
alter table inspections.ticket_event drop column quiet;
create unique index ticket_event_once on inspections.ticket_event (ticket_id, version) where action <> 'redraw';
alter table inspections.ticket
    drop constraint ticket_ended, drop constraint ticket_is_not_its_parent, drop constraint ticket_state,
    drop column level, drop column finding, drop column filing_condition, drop column closing_condition, drop column signed_at,
    drop column arrived_at, drop column made_safe_at, drop column bounces, drop column final, drop column reopens, drop column parent_id;
alter table inspections.ticket add constraint ticket_state
    check (state in ('reported', 'filed', 'dispatched', 'accepted', 'repaired', 'verified', 'closed', 'returned', 'void'));
create unique index one_open_ticket on inspections.ticket (asset_code, defect_code) where state not in ('closed', 'void');
drop table inspections.condition;
alter table inspections.defect drop column hole;
drop table registry.contract;
drop function registry.joined(text[]);
alter table registry.organisation drop constraint organisation_kind;
alter table registry.organisation add constraint organisation_kind check (kind in ('bureau', 'company', 'crew', 'property'));

create function inspections.ticket_then(moment timestamptz) returns setof inspections.ticket language sql stable as $$
    select t.id, t.number, last.to_state, last.version,
        coalesce((
            select e.data ->> 'from' from inspections.ticket_event e
            where e.ticket_id = t.id and e.at > moment and e.action = 'rehome' order by e.version limit 1), t.asset_code),
        t.class_code, t.defect_code, t.severity, t.hazard, t.campaign_id, t.place_zh, t.place_en, t.community_code, t.grid_code,
        t.geom, t.accuracy_m,
        case when later.redirects then given.assignee_code else t.assignee_code end,
        case when later.gives then coalesce(given.crew_code, taken.crew_code) else t.crew_code end,
        t.route_rule_id, t.route_reason_zh, t.route_reason_en,
        t.limit_reason, t.reported_at,
        case when t.filed_at <= moment then t.filed_at end,
        case when t.dispatched_at <= moment then t.dispatched_at end,
        case when t.dispatched_at <= moment then t.due_at end,
        repaired.at, repaired.account_id,
        case when repaired.at = t.repaired_at then t.repaired_house else (
            select case o.kind when 'crew' then coalesce(o.parent_code, o.code) else o.code end
            from registry.organisation o where o.code = repaired.org_code) end,
        verified.at, verified.account_id,
        case when last.to_state in ('closed', 'void') then last.at end,
        (select count(*)::integer from inspections.ticket_event e
            where e.ticket_id = t.id and e.at <= moment and e.action = 'rework'),
        case when moved.version is null then t.micro_grid_code else moved.from_code end
    from inspections.ticket t
    cross join lateral (
        select e.to_state, e.version, e.at from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment order by e.version desc limit 1) last
    cross join lateral (
        select coalesce(bool_or(e.action = 'dispatch' and e.data ? 'assignee_code'), false) as redirects,
            count(*) > 0 as gives
        from inspections.ticket_event e
        where e.ticket_id = t.id and e.at > moment and e.action in ('dispatch', 'accept')) later
    left join lateral (
        -- what a later dispatch changed is told by the one before; what was only proposed then is not known any more
        select e.version, e.data ->> 'assignee_code' as assignee_code, e.data ->> 'crew_code' as crew_code
        from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'dispatch' order by e.version desc limit 1) given on true
    left join lateral (
        -- a crew of the house takes the job for itself, the house for none
        select nullif(e.org_code, t.assignee_code) as crew_code from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'accept' and e.version > given.version
        order by e.version desc limit 1) taken on true
    left join lateral (
        select e.at, e.version, e.account_id, e.org_code from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'repair' and not exists (
            select from inspections.ticket_event r
            where r.ticket_id = t.id and r.action = 'rework' and r.at <= moment and r.version > e.version)
        order by e.version desc limit 1) repaired on true
    left join lateral (
        select e.at, e.account_id from inspections.ticket_event e
        where e.ticket_id = t.id and e.at <= moment and e.action = 'verify' and e.version > repaired.version
        order by e.version desc limit 1) verified on true
    left join lateral (
        -- the first event that left the micro-grid of then; a redraw is known since its change was, like the cells
        select e.version, case e.action when 'redraw' then e.data ->> 'from' else e.data ->> 'from_micro_grid' end as from_code
        from inspections.ticket_event e
        where e.ticket_id = t.id and (
            e.action = 'redraw' and (select c.at from registry.change c where c.id = (e.data ->> 'change')::bigint) > moment
            or e.data ? 'from_micro_grid' and e.at > moment)
        order by e.version, e.seq limit 1) moved on true
$$;
