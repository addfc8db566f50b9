-- Plans in the making: what is drawn, who agreed to which part of it, and what people said on the map.

create table registry.draft (
    id           bigint generated always as identity primary key,
    name         text        not null,
    crs          text        not null,    -- of the file it came from; its shapes are handed out in it again
    settings     jsonb       not null,    -- limit_minutes, mobilisation_minutes, people, tower, weight
    file_sha256  text        not null default '',
    made_by      text        not null,
    made_at      timestamptz not null,
    closed_at    timestamptz
);

-- A street or a community, which is sent, approved and published on its own; see registry/redraw/drafting/approval.py.
create table registry.draft_part (
    draft_id       bigint      not null references registry.draft (id),
    division_code  text        not null constraint draft_part_division check (division_code ~ '^[0-9]{9}([0-9]{3})?$'),
    state          text        not null default 'draft' constraint draft_part_state
        check (state in ('draft', 'remarks', 'street', 'district', 'published', 'superseded')),
    version        integer     not null default 1,
    plan_id        bigint      references registry.plan (id),
    constraint draft_part_pk primary key (draft_id, division_code),
    constraint draft_part_published check ((state in ('published', 'superseded')) = (plan_id is not null))
);
create index draft_part_plan on registry.draft_part (plan_id);

create table registry.draft_step (
    id             bigint generated always as identity primary key,
    draft_id       bigint      not null,
    division_code  text        not null,
    version        integer     not null,    -- of the part, after this step
    act            text        not null,
    from_state     text        not null,
    to_state       text        not null,
    account_id     uuid,
    made_by        text        not null,
    made_at        timestamptz not null,
    reason         text        not null default '',
    constraint draft_step_once unique (draft_id, division_code, version),
    constraint draft_step_of_part foreign key (draft_id, division_code) references registry.draft_part (draft_id, division_code)
);
create trigger draft_step_append_only before update or delete or truncate on registry.draft_step
    for each statement execute function registry.refuse_change();

create table registry.draft_grid (
    draft_id       bigint  not null,
    grid_code      text    not null,
    division_code  text    not null,
    version        integer not null default 1,    -- an edit names the one it starts from
    constraint draft_grid_pk primary key (draft_id, grid_code),
    constraint draft_grid_in_part check (starts_with(grid_code, division_code)),
    constraint draft_grid_of_part foreign key (draft_id, division_code) references registry.draft_part (draft_id, division_code)
);

create table registry.draft_cell (
    draft_id    bigint           not null,
    code        text             not null,
    grid_code   text             not null,
    name_zh     text             not null default '',
    kind        text             not null default 'residential',
    minutes     double precision not null,
    people      double precision,
    households  double precision,
    floor_from  integer,
    floor_to    integer,
    locked      boolean          not null default false,
    geom        geometry(Geometry, 4326) not null constraint draft_cell_area check (geometrytype(geom) in ('POLYGON', 'MULTIPOLYGON')),
    constraint draft_cell_pk primary key (draft_id, code),
    constraint draft_cell_of_grid foreign key (draft_id, grid_code) references registry.draft_grid (draft_id, grid_code)
);
create index draft_cell_grid on registry.draft_cell (draft_id, grid_code);

create table registry.draft_atom (
    draft_id   bigint           not null references registry.draft (id),
    row_no     bigint           not null,    -- of the demand
    piece      integer          not null default 0,    -- of a tower divided by floors
    grid_code  text,                         -- none: outside of every grid
    cell       text,
    part       double precision not null default 1,
    minutes    double precision not null,
    facts      jsonb            not null default '{}',    -- what else the row of demand says
    geom       geometry(Geometry, 4326) not null,
    constraint draft_atom_pk primary key (draft_id, row_no, piece),
    constraint draft_atom_placed check ((cell is null) = (grid_code is null)),
    constraint draft_atom_of_grid foreign key (draft_id, grid_code) references registry.draft_grid (draft_id, grid_code)
);
create index draft_atom_grid on registry.draft_atom (draft_id, grid_code);

-- What no cell reaches across, and what opens it; outlines no border cuts.
create table registry.draft_barrier (
    draft_id  bigint not null references registry.draft (id),
    number    integer not null,
    kind      text   not null default '',
    geom      geometry(Geometry, 4326) not null,
    constraint draft_barrier_pk primary key (draft_id, number)
);
create index draft_barrier_geom on registry.draft_barrier using gist (geom);

create table registry.draft_building (
    draft_id  bigint not null references registry.draft (id),
    number    integer not null,
    geom      geometry(Geometry, 4326) not null,
    constraint draft_building_pk primary key (draft_id, number)
);
create index draft_building_geom on registry.draft_building using gist (geom);

create table registry.draft_remark (
    id           uuid primary key,    -- made by the client: said again, it is known
    draft_id     bigint      not null,
    grid_code    text        not null,
    words        text        not null,
    account_id   uuid,
    made_by      text        not null,
    made_at      timestamptz not null,
    answer       text,
    answered_by  text,
    answered_at  timestamptz,
    resolved_by  text,
    resolved_at  timestamptz,
    geom         geometry(Point, 4326) not null,
    constraint draft_remark_of_grid foreign key (draft_id, grid_code) references registry.draft_grid (draft_id, grid_code),
    constraint draft_remark_answered check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)),
    constraint draft_remark_resolved check ((resolved_at is null) = (resolved_by is null))
);
create index draft_remark_grid on registry.draft_remark (draft_id, grid_code);

-- A part follows its plan: superseded with it; back at the district when it is withdrawn before its day.
create function registry.follow_plan() returns trigger language plpgsql as $$
declare
    goes text := case new.state when 'superseded' then 'superseded' else 'district' end;
begin
    with gone as (
        update registry.draft_part set state = goes, version = version + 1,
            plan_id = case goes when 'superseded' then plan_id end
        where plan_id = new.id and state = 'published'
        returning draft_id, division_code, version
    )
    insert into registry.draft_step (draft_id, division_code, version, act, from_state, to_state, made_by, made_at)
    select draft_id, division_code, version, case goes when 'superseded' then 'supersede' else 'withdraw' end,
        'published', goes, coalesce(new.withdrawn_by, 'system'), coalesce(new.withdrawn_at, clock_timestamp())
    from gone;
    return null;
end $$;
create trigger plan_followed after update of state on registry.plan for each row
    when (new.state in ('superseded', 'withdrawn') and old.state <> new.state) execute function registry.follow_plan();
