-- Tickets forget their micro-grids, and with them the events that told of a redraw: a timeline of the former form has no place for them.
drop trigger rehome_tickets on registry.micro_grid;
drop trigger draw_anew on registry.micro_grid;
drop trigger tell_change on registry.micro_grid;
drop function inspections.ticket_then(timestamptz);
drop trigger place_opened on inspections.ticket;
drop trigger place_moved on inspections.ticket;
drop function inspections.rehome_tickets(), inspections.draw_anew(), inspections.place_ticket(), inspections.lock_cells();
drop index inspections.ticket_event_once, inspections.ticket_event_ticket, inspections.ticket_reported;
alter table inspections.ticket_event disable trigger ticket_event_append_only;
delete from inspections.ticket_event where action = 'redraw';
alter table inspections.ticket_event enable trigger ticket_event_append_only;
alter table inspections.ticket_event add constraint ticket_event_once unique (ticket_id, version);
alter table inspections.ticket drop column micro_grid_code;
drop index registry.plan_cell_geom;
do $$
declare
    s text;
begin
    foreach s in array array['registry', 'registry_then'] loop
        execute format($f$
            create or replace function %1$I.micro_grid_at(at geometry, at_floor integer default null) returns text language sql stable as $body$
                select coalesce(
                    (select code from %1$I.micro_grid where geom && at and st_intersects(geom, at)
                        and (at_floor is null or floor_from is null or at_floor between floor_from and floor_to) order by code limit 1),
                    (select code from %1$I.micro_grid where geom && st_expand(at, 0.00001) and st_dwithin(geom, at, 0.00001)
                        order by geom <-> at, code limit 1))
            $body$
        $f$, s);
    end loop;
end $$;
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
            where e.ticket_id = t.id and e.at <= moment and e.action = 'rework')
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
$$;
