-- Plans of the micro-grids: what was published, from when on it holds, who said so, and what became of it.

create table registry.plan (
    id            bigint generated always as identity primary key,
    name          text        not null,
    state         text        not null constraint plan_state check (state in ('published', 'effective', 'withdrawn', 'superseded')),
    effective_at  timestamptz not null,
    made_by       text        not null,
    made_at       timestamptz not null default now(),
    reason        text        not null default '',
    file_sha256   text        not null default '',
    settings      jsonb       not null default '{}',    -- limit, people and what else the plan was made with
    restores      bigint      references registry.plan (id),    -- a plan that brings back what stood before that one
    change_id     bigint      references registry.change (id),    -- by which it took effect
    withdrawn_by  text,
    withdrawn_at  timestamptz,
    constraint plan_in_effect check ((state in ('effective', 'superseded')) = (change_id is not null)),
    constraint plan_withdrawn check ((state = 'withdrawn') = (withdrawn_at is not null and withdrawn_by is not null))
);

create table registry.plan_grid (
    plan_id    bigint not null references registry.plan (id),
    grid_code  text   not null,
    constraint plan_grid_pk primary key (plan_id, grid_code)
);
create index plan_grid_grid on registry.plan_grid (grid_code);

-- The cells as the plan has them; `plan_code` is the number the planner gave, `code` that under which the cell is known.
create table registry.plan_cell (
    plan_id    bigint not null references registry.plan (id),
    plan_code  text   not null,
    code       text   not null,
    grid_code  text   not null,
    name_zh    text   not null default '',
    kind       text   not null default 'residential',
    households integer,
    minutes    real,
    floor_from integer,
    floor_to   integer,
    geom       geometry(MultiPolygon, 4326) not null,
    constraint plan_cell_pk primary key (plan_id, code),
    constraint plan_cell_of_grid foreign key (plan_id, grid_code) references registry.plan_grid (plan_id, grid_code)
);

-- Nothing of a plan is ever rewritten but its state.
create function registry.keep_plan() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (to_jsonb(new) - array['state', 'change_id', 'withdrawn_by', 'withdrawn_at'])
        = (to_jsonb(old) - array['state', 'change_id', 'withdrawn_by', 'withdrawn_at'])
        and (old.state, new.state) in (('published', 'effective'), ('published', 'withdrawn'), ('effective', 'superseded')) then
        return new;
    end if;
    raise exception 'rows of %.% are only ever added', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'append_only';
end $$;
create trigger plan_append_only before update or delete on registry.plan for each row execute function registry.keep_plan();
create trigger no_truncate before truncate on registry.plan for each statement execute function registry.refuse_change();
create trigger plan_grid_append_only before update or delete or truncate on registry.plan_grid
    for each statement execute function registry.refuse_change();
create trigger plan_cell_append_only before update or delete or truncate on registry.plan_cell
    for each statement execute function registry.refuse_change();

-- The micro-grid that a thing at some place belongs to: of several on one border, or above each other, the first; a point in a
-- crack belongs to the nearest within a metre. So everything lies in exactly one, at every time: in registry_then as of
-- jingge.as_of, as known at jingge.as_known_at.
do $$
declare
    s text;
begin
    foreach s in array array['registry', 'registry_then'] loop
        execute format($f$
            create function %1$I.micro_grid_at(at geometry, at_floor integer default null) returns text language sql stable as $body$
                select coalesce(
                    (select code from %1$I.micro_grid where geom && at and st_intersects(geom, at)
                        and (at_floor is null or floor_from is null or at_floor between floor_from and floor_to) order by code limit 1),
                    (select code from %1$I.micro_grid where geom && st_expand(at, 0.00001) and st_dwithin(geom, at, 0.00001)
                        order by geom <-> at, code limit 1))
            $body$
        $f$, s);
    end loop;
end $$;
