-- The register: what exists, where, and what it is called.
-- Geometry is stored once, SRID 4326, lon/lat. Codes: GB/T 47678.5-2026 and the local schemes of the identity table in README.

create schema registry;
create extension if not exists postgis;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;

-- Codes ------------------------------------------------------------------------------------------------------------

-- Every code ever given to a thing, by the kind of thing: a 15-digit code may name a grid and a unit grid.
-- Rows are only ever added: a code is minted once and never reused.
create table registry.issued_code (
    kind        text        not null,
    code        text        not null,
    issued_at   timestamptz not null default now(),
    constraint issued_code_pk primary key (kind, code)
);

-- The last serial taken below a prefix; minting takes a run of serials under a row lock.
create table registry.serial (
    kind    text   not null,
    prefix  text   not null,
    last    bigint not null constraint serial_not_negative check (last >= 0),
    constraint serial_pk primary key (kind, prefix)
);

create function registry.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of %.% are only ever added', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'append_only';
end $$;

create trigger issued_code_append_only before update or delete on registry.issued_code
    for each statement execute function registry.refuse_change();

-- Called by each coded table: tg_argv[0] is the kind. A code that was ever issued is refused by issued_code_pk.
create function registry.enter_codes() returns trigger language plpgsql as $$
begin
    insert into registry.issued_code (kind, code) select tg_argv[0], added.code from added;
    return null;
end $$;

create function registry.keep_code() returns trigger language plpgsql as $$
begin
    raise exception 'the code % of %.% cannot change', old.code, tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'code_cannot_change';
end $$;

-- Organisations ----------------------------------------------------------------------------------------------------

create table registry.organisation (
    code         text primary key,
    name_zh      text not null,
    name_en      text not null,
    kind         text not null constraint organisation_kind check (kind in ('bureau', 'company', 'crew', 'property')),
    parent_code  text references registry.organisation (code),
    street_code  text
);

-- Import runs ------------------------------------------------------------------------------------------------------

create table registry.import_run (
    id             bigint generated always as identity primary key,
    kind           text        not null,
    source         text        not null,
    file_name      text        not null,
    file_sha256    text        not null constraint import_run_sha256 check (file_sha256 ~ '^[0-9a-f]{64}$'),
    layer          text,
    datum          text        not null,
    mapping        jsonb       not null default '{}',
    imported_by    text        not null,
    started_at     timestamptz not null,
    finished_at    timestamptz,
    counts         jsonb       not null default '{}',
    repeats        jsonb       not null default '[]',    -- [row, row it repeats or null, code it repeats or null, metres]
    phase_seconds  jsonb       not null default '{}'
);

create table registry.import_reject (
    run_id   bigint not null references registry.import_run (id),
    row_no   bigint not null,
    field    text   not null,
    value    text,
    reason   text   not null,
    record   jsonb  not null,
    constraint import_reject_pk primary key (run_id, row_no, field)
);

-- Places -----------------------------------------------------------------------------------------------------------

create table registry.division (
    code     text primary key constraint division_code_grammar check (code ~ '^[0-9]{6}$'),
    name_zh  text not null,
    name_en  text not null,
    geom     geometry(MultiPolygon, 4326)
);

create table registry.street (
    code           text primary key constraint street_code_grammar check (code ~ '^[0-9]{9}$'),
    division_code  text not null references registry.division (code),
    name_zh        text not null,
    name_en        text not null default '',
    geom           geometry(MultiPolygon, 4326),
    constraint street_in_division check (left(code, 6) = division_code)
);

create table registry.community (
    code         text primary key constraint community_code_grammar check (code ~ '^[0-9]{12}$'),
    street_code  text not null references registry.street (code),
    name_zh      text not null,
    short_name   text not null,
    geom         geometry(MultiPolygon, 4326),
    constraint community_in_street check (left(code, 9) = street_code)
);
create unique index community_short_name on registry.community (left(code, 6), short_name);

-- Grid (网格, social governance) and unit grid (单元网格, digital city management) are two systems: their codes look alike.
create table registry.grid (
    code            text primary key constraint grid_code_grammar check (code ~ '^[0-9]{15}$'),
    community_code  text not null references registry.community (code),
    name_zh         text not null,
    households      integer not null default 0 constraint grid_households check (households >= 0),
    geom            geometry(MultiPolygon, 4326) not null,
    constraint grid_in_community check (left(code, 12) = community_code)
);

create table registry.unit_grid (
    code            text primary key constraint unit_grid_code_grammar check (code ~ '^[0-9]{15}$'),
    community_code  text not null references registry.community (code),
    geom            geometry(MultiPolygon, 4326) not null,
    constraint unit_grid_in_community check (left(code, 12) = community_code)
);

create table registry.road_segment (
    code           text primary key constraint road_segment_code_grammar check (code ~ '^[0-9]{6}R[0-9]{6}$'),
    road_name      text not null,
    from_road      text not null default '',
    to_road        text not null default '',
    from_junction  text,
    to_junction    text,
    road_class     text not null default 'branch' constraint road_segment_class check (road_class in ('trunk', 'main', 'secondary', 'branch')),
    width_m        real constraint road_segment_width check (width_m > 0),
    source         text not null,
    source_id      text not null,
    run_id         bigint references registry.import_run (id),
    geom           geometry(LineString, 4326) not null,
    constraint road_segment_source unique (source, source_id)
);

create table registry.compound (
    code            text primary key constraint compound_code_grammar check (code ~ '^[0-9]{12}C[0-9]{4}$'),
    community_code  text not null references registry.community (code),
    name_zh         text not null,
    households      integer not null default 0 constraint compound_households check (households >= 0),
    built_year      integer,
    source          text not null,
    source_id       text not null,
    run_id          bigint references registry.import_run (id),
    geom            geometry(MultiPolygon, 4326) not null,
    constraint compound_in_community check (left(code, 12) = community_code),
    constraint compound_source unique (source, source_id)
);

create table registry.building (
    code            text primary key constraint building_code_grammar check (code ~ '^[0-9]{12}B[0-9]{5}$'),
    community_code  text not null references registry.community (code),
    compound_code   text references registry.compound (code),
    road_name       text not null default '',
    house_no        text not null default '',
    use             text not null default 'residential',
    storeys         integer constraint building_storeys check (storeys between 0 and 200),
    households      integer not null default 0 constraint building_households check (households >= 0),
    shops           integer not null default 0 constraint building_shops check (shops >= 0),
    institution_zh  text,
    source          text not null,
    source_id       text not null,
    run_id          bigint references registry.import_run (id),
    geom            geometry(MultiPolygon, 4326) not null,
    constraint building_in_community check (left(code, 12) = community_code),
    constraint building_source unique (source, source_id)
);

create table registry.entrance (
    code           text primary key constraint entrance_code_grammar check (code ~ '^[0-9]{12}B[0-9]{5}U[0-9]{2}$'),
    building_code  text not null references registry.building (code),
    number         integer not null,
    households     integer not null default 0 constraint entrance_households check (households >= 0),
    source         text not null,
    source_id      text not null,
    run_id         bigint references registry.import_run (id),
    geom           geometry(Point, 4326) not null,
    constraint entrance_in_building check (left(code, 18) = building_code),
    constraint entrance_source unique (source, source_id)
);

-- Lines and areas that only draw the map or bound a walk: railway, river, coast, park, water.
create table registry.landmark (
    id         bigint generated always as identity primary key,
    kind       text not null,
    name_zh    text not null default '',
    source     text not null,
    source_id  text not null,
    run_id     bigint references registry.import_run (id),
    geom       geometry(Geometry, 4326) not null,
    constraint landmark_source unique (source, source_id)
);

-- Assets -----------------------------------------------------------------------------------------------------------

-- Minor classes (大类 2 + 小类 3). old_code is the four-digit class of GB/T 30428.2-2013.
create table registry.asset_class (
    code      text primary key constraint asset_class_code_grammar check (code ~ '^[0-9]{5}$'),
    old_code  text constraint asset_class_old_code_grammar check (old_code ~ '^[0-9]{4}$'),
    name_zh   text not null,
    name_en   text not null,
    is_cover  boolean not null,
    words     text[] not null default '{}'    -- further words people use: 古力盖, 马葫芦盖
);

create table registry.asset (
    code               text primary key constraint asset_code_grammar check (code ~ '^[0-9]{16,17}$'),
    code_scheme        text not null constraint asset_code_scheme check (
                           (code_scheme = 'GB/T 47678.5-2026' and length(code) = 17) or
                           (code_scheme = 'GB/T 30428.2-2013' and length(code) = 16)),
    class_code         text not null references registry.asset_class (code),
    status             text not null default 'intact' constraint asset_status check (status in ('intact', 'broken', 'missing', 'disused', 'removed')),
    -- where
    community_code     text references registry.community (code),
    grid_code          text references registry.grid (code),
    unit_grid_code     text references registry.unit_grid (code),
    segment_code       text references registry.road_segment (code),
    compound_code      text references registry.compound (code),
    setting            text constraint asset_setting check (setting in ('carriageway', 'footway', 'verge', 'compound')),
    accuracy_m         real constraint asset_accuracy check (accuracy_m >= 0),
    position_source    text not null default 'file' constraint asset_position_source check (position_source in ('survey', 'map', 'gnss', 'file')),
    datum              text not null default 'WGS84',    -- the datum the position came in
    geom               geometry(Point, 4326) not null,
    -- how it is called aloud
    spoken_prefix      text,
    spoken_number      integer constraint asset_spoken_number check (spoken_number between 1 and 99999),
    -- whose
    owner_code         text references registry.organisation (code),
    maintainer_code    text references registry.organisation (code),
    authority_code     text references registry.organisation (code),
    -- what
    material           text,
    shape              text,
    size_mm            integer,
    load_class         text,
    built_year         integer,
    fall_net           text constraint asset_fall_net check (fall_net in ('with', 'without', 'broken', 'unknown')),
    attributes         jsonb not null default '{}',
    -- from where, and when
    source             text not null,
    source_id          text not null,
    run_id             bigint references registry.import_run (id),
    first_at           timestamptz not null,
    changed_at         timestamptz not null,
    constraint asset_code_of_class check (length(code) = 16 or substr(code, 7, 5) = class_code),
    constraint asset_source unique (source, source_id),
    constraint asset_spoken unique (spoken_prefix, spoken_number)
);

-- Codes a thing is also known by: 16-digit forms, JGJ/T 496, real-estate, police, utility numbers.
create table registry.alias (
    kind    text not null,
    scheme  text not null,
    alias   text not null,
    code    text not null,
    constraint alias_pk primary key (kind, scheme, alias)
);
create index alias_code on registry.alias (kind, code);
create index alias_alias on registry.alias (alias);

-- Every coded table enters its codes and keeps them.
create trigger division_enter_codes  after insert on registry.division      referencing new table as added for each statement execute function registry.enter_codes('division');
create trigger street_enter_codes    after insert on registry.street        referencing new table as added for each statement execute function registry.enter_codes('street');
create trigger community_enter_codes after insert on registry.community     referencing new table as added for each statement execute function registry.enter_codes('community');
create trigger grid_enter_codes      after insert on registry.grid          referencing new table as added for each statement execute function registry.enter_codes('grid');
create trigger unit_grid_enter_codes after insert on registry.unit_grid     referencing new table as added for each statement execute function registry.enter_codes('unit_grid');
create trigger segment_enter_codes   after insert on registry.road_segment  referencing new table as added for each statement execute function registry.enter_codes('road_segment');
create trigger compound_enter_codes  after insert on registry.compound      referencing new table as added for each statement execute function registry.enter_codes('compound');
create trigger building_enter_codes  after insert on registry.building      referencing new table as added for each statement execute function registry.enter_codes('building');
create trigger entrance_enter_codes  after insert on registry.entrance      referencing new table as added for each statement execute function registry.enter_codes('entrance');
create trigger asset_enter_codes     after insert on registry.asset         referencing new table as added for each statement execute function registry.enter_codes('asset');

create trigger division_keep_code  before update of code on registry.division     for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger street_keep_code    before update of code on registry.street       for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger community_keep_code before update of code on registry.community    for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger grid_keep_code      before update of code on registry.grid         for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger unit_grid_keep_code before update of code on registry.unit_grid    for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger segment_keep_code   before update of code on registry.road_segment for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger compound_keep_code  before update of code on registry.compound     for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger building_keep_code  before update of code on registry.building     for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger entrance_keep_code  before update of code on registry.entrance     for each row when (old.code <> new.code) execute function registry.keep_code();
create trigger asset_keep_code     before update of code on registry.asset        for each row when (old.code <> new.code) execute function registry.keep_code();

create index division_geom      on registry.division     using gist (geom);
create index street_geom        on registry.street       using gist (geom);
create index community_geom     on registry.community    using gist (geom);
create index grid_geom          on registry.grid         using gist (geom);
create index unit_grid_geom     on registry.unit_grid    using gist (geom);
create index road_segment_geom  on registry.road_segment using gist (geom);
create index compound_geom      on registry.compound     using gist (geom);
create index building_geom      on registry.building     using gist (geom);
create index entrance_geom      on registry.entrance     using gist (geom);
create index landmark_geom      on registry.landmark     using gist (geom);
create index asset_geom         on registry.asset        using gist (geom);
create index road_segment_name on registry.road_segment (road_name);
create index building_compound on registry.building (compound_code);
create index building_door      on registry.building (road_name, house_no);
create index asset_segment      on registry.asset (segment_code);
create index asset_compound     on registry.asset (compound_code);
create index asset_community    on registry.asset (community_code);
create index asset_last_six     on registry.asset (right(code, 6));
create index compound_name      on registry.compound using gin (name_zh gin_trgm_ops);

-- Names people type into the search box, with their pinyin initials; derived, refreshed after each import of places.
create table registry.place_name (
    kind      text not null constraint place_name_kind check (kind in ('street', 'community', 'road', 'compound')),
    code      text not null,
    name_zh   text not null,
    initials  text not null,
    pinyin    text not null,
    geom      geometry(Point, 4326) not null,
    constraint place_name_pk primary key (kind, code)
);
create index place_name_name     on registry.place_name using gin (name_zh gin_trgm_ops);
create index place_name_initials on registry.place_name (initials text_pattern_ops);
create index place_name_pinyin   on registry.place_name (pinyin text_pattern_ops);
