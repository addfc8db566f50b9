-- A ticket is in one micro-grid at every time: stored while it is open, kept under which it was closed.
--
-- Buildings, entrances and assets have no such column: theirs follows from the place (registry.micro_grid_at), so that a redraw
-- writes no 180,000 versions. Of a ticket it is told who had to see to it, and that is history of the ticket, not of the place.

-- The micro-grid at a place is one of the grid at that place: beside a grid that is divided the next one may not be.
do $$
declare
    s text;
begin
    foreach s in array array['registry', 'registry_then'] loop
        execute format($f$
            create or replace function %1$I.micro_grid_at(at geometry, at_floor integer default null) returns text language sql stable as $body$
                select coalesce(
                    (select m.code from %1$I.micro_grid m where m.geom && at and st_intersects(m.geom, at)
                        and (at_floor is null or m.floor_from is null or at_floor between m.floor_from and m.floor_to)
                        and not exists (select from %1$I.grid g where g.geom && at and g.code < m.grid_code and st_intersects(g.geom, at))
                        order by m.code limit 1),
                    (select m.code from %1$I.micro_grid m where m.geom && st_expand(at, 0.00001) and st_dwithin(m.geom, at, 0.00001)
                        and not exists (select from %1$I.grid g where g.geom && at and g.code <> m.grid_code and st_intersects(g.geom, at))
                        order by m.geom <-> at, m.code limit 1))
            $body$
        $f$, s);
    end loop;
end $$;
create index plan_cell_geom on registry.plan_cell using gist (geom);

alter table inspections.ticket add column micro_grid_code text;
create index ticket_micro_grid on inspections.ticket (micro_grid_code) where micro_grid_code is not null;
create index ticket_reported on inspections.ticket (reported_at);

-- A redraw is no step: it leaves the version, so that a step on its way from a phone is not refused for it.
alter table inspections.ticket_event drop constraint ticket_event_once;
create unique index ticket_event_once on inspections.ticket_event (ticket_id, version) where action <> 'redraw';
create index ticket_event_ticket on inspections.ticket_event (ticket_id, version);

-- Before a ticket is opened, or moved to another place. Who opens one keeps the cells from being drawn anew until the commit
-- (the shared lock, taken before tickets are locked: inspections.lock_cells), and sees them as they are after who drew them last.
create function inspections.lock_cells() returns void language sql as $$
    select pg_advisory_xact_lock_shared(45, 10)
$$;
create function inspections.place_ticket() returns trigger language plpgsql as $$
begin
    perform inspections.lock_cells();
    new.micro_grid_code := registry.micro_grid_at(new.geom);
    return new;
end $$;
create trigger place_opened before insert on inspections.ticket for each row execute function inspections.place_ticket();
create trigger place_moved before update of geom on inspections.ticket for each row
    -- As bytes: a dump is restored without a search path, where geometries have no one '='.
    when (st_asbinary(old.geom) is distinct from st_asbinary(new.geom) and new.state not in ('closed', 'void')) execute function inspections.place_ticket();

-- At the end of a transaction that drew micro-grids, by a plan or by hand, once: open tickets go into the cell they lie in now,
-- each with an event. A ticket that is closed at this moment is waited for, and stays under the cell it was closed in. Tickets are
-- locked in the order of filing.sql.
create function inspections.rehome_tickets() returns trigger language plpgsql as $$
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
create function inspections.draw_anew() returns trigger language plpgsql as $$
begin
    perform set_config('jingge.rehomed', '', true);
    return null;
end $$;
create trigger draw_anew before insert or delete or update of geom, floor_from, floor_to on registry.micro_grid
    for each statement execute function inspections.draw_anew();
create constraint trigger rehome_tickets after insert or delete or update of geom, floor_from, floor_to on registry.micro_grid
    deferrable initially deferred for each row execute function inspections.rehome_tickets();
create trigger tell_change after insert or update or delete or truncate on registry.micro_grid    -- tiles are drawn of them
    for each statement execute function registry.tell_change();

-- Tickets that are there already: where they lie now, closed ones where they lay when they were closed.
update inspections.ticket set micro_grid_code = registry.micro_grid_at(geom) where state not in ('closed', 'void');
do $$
declare
    r record;
begin
    for r in select id, geom, closed_at from inspections.ticket
        where state in ('closed', 'void') and exists (select from registry.micro_grid_history union all select from registry.micro_grid)
    loop
        perform set_config('jingge.as_of', r.closed_at::text, true);
        update inspections.ticket set micro_grid_code = registry_then.micro_grid_at(r.geom) where id = r.id;
    end loop;
    perform set_config('jingge.as_of', '', true);
end $$;

-- Tickets as they stood at a moment, by their events: state, version, times, who answered, how often it was done again, in which
-- micro-grid. Place, class, severity and the words of route and limit are those of today; of a ticket that went over to another
-- asset since, the asset is the one of then.
drop function inspections.ticket_then(timestamptz);
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
