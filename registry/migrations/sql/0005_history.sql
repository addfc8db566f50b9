-- The register remembers every change twice: when it was true (valid) and when it was known (recorded).
--
-- A row of a coded table is what is true now, as far as is known. Versions that were true, or were believed, lie beside it in
-- <table>_history as rectangles of valid time and of changes. A change is one transaction that wrote to the register: its
-- number counts in the order of commits, for writers go one after the other, and its time is set when it commits.

-- Changes ----------------------------------------------------------------------------------------------------------

create table registry.change (
    id            bigint generated always as identity primary key,
    at            timestamptz not null default clock_timestamp(),
    deed          text        not null,
    reason        text        not null default '',
    run_id        bigint      references registry.import_run (id),
    by_account    text        not null,
    database_user text        not null default session_user,
    application   text        not null default current_setting('application_name'),
    transaction   bigint      not null default pg_current_xact_id()::text::bigint    -- of the server it was made on: no key
);
create index change_at on registry.change (at);
create index change_run on registry.change (run_id) where run_id is not null;

-- The number of the change this transaction makes; null before its first write.
create function registry.this_change() returns bigint language sql stable
    return nullif(current_setting('jingge.change', true), '')::bigint;

-- Opens the change of this transaction. Who, what and why are told by settings local to the transaction: jingge.account,
-- jingge.deed, jingge.reason, jingge.run; without them it is an edit by the database's user.
create function registry.open_change() returns bigint language plpgsql as $$
declare
    opened bigint := registry.this_change();
begin
    if opened is not null and exists (select from registry.change where id = opened and transaction = pg_current_xact_id()::text::bigint) then
        return opened;
    end if;
    perform pg_advisory_xact_lock(45, 1);    -- one writer after the other: numbers count in the order of commits
    insert into registry.change (deed, reason, run_id, by_account) values (
        coalesce(nullif(current_setting('jingge.deed', true), ''), 'edit'),
        coalesce(current_setting('jingge.reason', true), ''),
        nullif(current_setting('jingge.run', true), '')::bigint,
        coalesce(nullif(current_setting('jingge.account', true), ''), session_user))
    returning id into opened;
    perform set_config('jingge.change', opened::text, true);
    return opened;
end $$;

create function registry.begin_change() returns trigger language plpgsql as $$
begin
    perform registry.open_change();
    return null;
end $$;

-- Fires at commit: from then on it is known. Always later than the change before.
create function registry.date_change() returns trigger language plpgsql as $$
begin
    perform set_config('jingge.dating', 'on', true);
    update registry.change set at = greatest(
        clock_timestamp(),
        (select at + interval '1 microsecond' from registry.change where id < new.id order by id desc limit 1))
    where id = new.id;
    perform set_config('jingge.dating', '', true);
    return null;
end $$;
create constraint trigger date_change after insert on registry.change
    deferrable initially deferred for each row execute function registry.date_change();

create function registry.keep_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and current_setting('jingge.dating', true) = 'on' and pg_trigger_depth() > 1 then
        return new;
    end if;
    raise exception 'rows of %.% are only ever added', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'append_only';
end $$;
create trigger change_append_only before update or delete on registry.change
    for each row execute function registry.keep_change();
create trigger no_truncate before truncate on registry.change for each statement execute function registry.refuse_change();

-- What became of things: merged into, split into, replaced by, moved, retired, revived. A code answers for ever by these rows.
create table registry.event (
    id         bigint generated always as identity primary key,
    change_id  bigint      not null references registry.change (id),
    kind       text        not null,
    code       text        not null,
    deed       text        not null constraint event_deed check (deed in ('merge', 'split', 'replace', 'move', 'retire', 'revive')),
    into_codes text[]      not null default '{}',
    valid_at   timestamptz not null,
    reason     text        not null default '',
    deed_id    uuid        not null default gen_random_uuid()    -- made by who asks: a repeated deed is known by it
);
create index event_code on registry.event (kind, code);
create index event_into on registry.event using gin (into_codes);
create index event_deed_id on registry.event (deed_id);
create trigger event_append_only before update or delete or truncate on registry.event
    for each statement execute function registry.refuse_change();

-- The ledger of codes ----------------------------------------------------------------------------------------------

-- Every serial ever given below a prefix, by kind: what was one row a code is one range a run.
create table registry.issued_codes (
    kind    text           not null,
    prefix  text           not null,
    serials int8multirange not null,
    constraint issued_codes_pk primary key (kind, prefix)
);

-- How many digits of a code are its serial.
create function registry.serial_digits(kind text) returns integer language sql immutable
    return case kind when 'division' then 6 when 'road_segment' then 6 when 'asset' then 6 when 'building' then 5
        when 'compound' then 4 when 'entrance' then 2 else 3 end;

create function registry.was_issued(kind text, code text) returns boolean language sql stable as $$
    select exists (
        select from registry.issued_codes i
        where i.kind = was_issued.kind and i.prefix = left(was_issued.code, -registry.serial_digits(was_issued.kind))
            and i.serials @> right(was_issued.code, registry.serial_digits(was_issued.kind))::bigint)
$$;

insert into registry.issued_codes (kind, prefix, serials)
select kind, left(code, -registry.serial_digits(kind)), range_agg(int8range(n, n, '[]'))
from (select kind, code, right(code, registry.serial_digits(kind))::bigint as n from registry.issued_code) as old
group by 1, 2;

create function registry.keep_issued() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.kind, new.prefix) = (old.kind, old.prefix) and new.serials @> old.serials then
        return new;
    end if;
    raise exception 'rows of %.% are only ever added', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'append_only';
end $$;
create trigger issued_codes_append_only before update or delete on registry.issued_codes
    for each row execute function registry.keep_issued();
create trigger no_truncate before truncate on registry.issued_codes for each statement execute function registry.refuse_change();

-- Enters ranges of serials; the answer is those among them that were issued before.
create function registry.note_serials(of_kind text, of_prefix text, entered int8multirange) returns int8multirange language plpgsql as $$
declare
    held int8multirange;
begin
    insert into registry.issued_codes as kept (kind, prefix, serials) values (of_kind, of_prefix, '{}')
        on conflict (kind, prefix) do nothing;
    select serials into held from registry.issued_codes where kind = of_kind and prefix = of_prefix for update;
    update registry.issued_codes set serials = held + entered where kind = of_kind and prefix = of_prefix and not held @> entered;
    insert into registry.serial as kept (kind, prefix, last) values (of_kind, of_prefix, upper(entered) - 1)    -- codes that came from elsewhere are not minted
        on conflict (kind, prefix) do update set last = excluded.last where kept.last < excluded.last;
    return held * entered;
end $$;

-- Enters ranges of serials and refuses those that were issued before, but for the ones in `back`.
create function registry.enter_serials(of_kind text, of_prefix text, entered int8multirange, back int8multirange) returns void language plpgsql as $$
declare
    again int8multirange := registry.note_serials(of_kind, of_prefix, entered) - back;
begin
    if not isempty(again) then
        raise exception 'the code % was issued before; a code is never reused', of_prefix || lpad(lower(again)::text, registry.serial_digits(of_kind), '0')
            using errcode = 'unique_violation', constraint = 'issued_code_pk';
    end if;
end $$;

drop function registry.enter_codes() cascade;
drop table registry.issued_code;

-- When the row `a` with an issued code is the thing `h` that bore it: the code comes back, and is not reused.
create function registry.same_thing(of_table text) returns text language sql immutable
    return case
        when of_table = 'asset' then '(h.class_code, h.source, h.source_id) = (a.class_code, a.source, a.source_id) and st_dwithin(h.geom::geography, a.geom::geography, 50)'
        when of_table in ('road_segment', 'compound', 'building', 'entrance') then '(h.source, h.source_id) = (a.source, a.source_id) and st_dwithin(h.geom::geography, a.geom::geography, 50)'
        when of_table in ('grid', 'unit_grid', 'micro_grid') then 'h.geom && a.geom and st_intersects(h.geom, st_pointonsurface(a.geom))'
        else 'h.name_zh = a.name_zh' end;

-- After an insert into a coded table; tg_argv[0] is the kind. A code that was issued before is refused, unless this very
-- transaction took it away, or the row is plainly the thing that bore it: deleted and brought back in two transactions.
create function registry.enter_codes() returns trigger language plpgsql as $$
declare
    digits integer := registry.serial_digits(tg_argv[0]);
    history text := tg_table_name || '_history';
    again int8multirange;
    back text[] := '{}';
    stranger text;
    r record;
begin
    for r in execute format($f$
        select left(a.code, -%1$s) as prefix,
            case when count(*) = 1 + max(n) - min(n) then int8multirange(int8range(min(n), max(n), '[]'))
                else range_agg(int8range(n, n, '[]')) end as entered
        from (select code, right(code, %1$s)::bigint as n from added) as a
        group by left(a.code, -%1$s)
        order by 1$f$, digits)
    loop
        again := registry.note_serials(tg_argv[0], r.prefix, r.entered);
        if not isempty(again) then
            back := back || (select array_agg(r.prefix || lpad(n::text, digits, '0'))
                from unnest(again) as run, generate_series(lower(run), upper(run) - 1) as n);
        end if;
    end loop;
    if tg_table_name = 'asset' then    -- nor are spoken numbers that came from elsewhere, but one far ahead would use them all up
        insert into registry.serial as kept (kind, prefix, last)
        select 'spoken', a.spoken_prefix, max(a.spoken_number) from added a
        left join registry.serial s on s.kind = 'spoken' and s.prefix = a.spoken_prefix
        where a.spoken_number <= coalesce(s.last, 0) + 10000
        group by a.spoken_prefix order by a.spoken_prefix
        on conflict (kind, prefix) do update set last = excluded.last where kept.last < excluded.last;
    end if;
    if back = '{}' then
        return null;
    end if;
    execute format($f$
        select a.code from added a
        where a.code = any ($1) and not exists (
            select from registry.%I h where h.code = a.code and (upper(h.recorded) = $2 or %s))
        order by 1 limit 1$f$, history, registry.same_thing(tg_table_name))
        into stranger using back, registry.this_change();
    if stranger is not null then
        raise exception 'the code % was issued before; a code is never reused', stranger
            using errcode = 'unique_violation', constraint = 'issued_code_pk',
            hint = 'Leave the code empty: a new one is given.';
    end if;
    perform set_config('jingge.keeping', 'on', true);
    execute registry.end_versions(tg_table_name, $f$
        select a.code, a.valid_from as since, null::timestamptz as until from added a where a.code = any ($1)$f$)
        using back, registry.this_change();
    perform set_config('jingge.keeping', '', true);
    return null;
end $$;

-- Valid and recorded time of every coded table ----------------------------------------------------------------------

-- From when on the change is said to hold: jingge.valid_from, else null.
create function registry.told_valid_from() returns timestamptz language sql stable
    return nullif(current_setting('jingge.valid_from', true), '')::timestamptz;

-- The columns of a coded table as a list, each in a pattern: %I stands for its name.
create function registry.columns_of(of_table text, pattern text default '%I') returns text language sql stable as $$
    select string_agg(replace(pattern, '%I', quote_ident(attname)), ', ' order by attnum) from pg_attribute
    where attrelid = format('registry.%I', of_table)::regclass and attnum > 0 and not attisdropped
$$;

-- A before-row trigger: a changed row begins a new version, valid from jingge.valid_from or now; an unchanged one does not.
-- Where jingge.valid_from lies before the version that stands, that version keeps its beginning and keep_versions amends
-- those before it; a valid_from that is written into the row itself says that all of the row was so from then on.
create function registry.begin_version() returns trigger language plpgsql as $$
declare
    told timestamptz := registry.told_valid_from();
    older boolean;
begin
    if new is not distinct from old then
        return new;
    end if;
    new.change_id := registry.this_change();
    if new.valid_from is distinct from old.valid_from and new.valid_from is not null then
        told := new.valid_from;
    elsif told < old.valid_from then
        execute format('select exists (select from registry.%I where code = $1 and upper_inf(recorded) and valid && tstzrange($2, $3))', tg_table_name || '_history')
            into older using old.code, told, old.valid_from;
        new.valid_from := case when older then old.valid_from else told end;
    else
        new.valid_from := coalesce(told, greatest(now(), old.valid_from));
    end if;
    if told > clock_timestamp() then
        raise exception 'what is not yet true (%) is not in the register', told
            using errcode = 'check_violation', constraint = 'valid_from_is_past';
    end if;
    return new;
end $$;

-- A before-row trigger on insert, called only where the file or the hand brings what is ours to give. A row that is a copy of
-- an earlier version of the same thing, its beginning included, begins now.
create function registry.date_first_version() returns trigger language plpgsql as $$
declare
    known boolean := false;
begin
    if new.change_id is not null and new.change_id <> registry.this_change() then
        execute format('select exists (select from registry.%I where code = $1 and valid_from = $2)', tg_table_name || '_history')
            into known using new.code, new.valid_from;
    end if;
    if known or new.valid_from is null then
        new.valid_from := coalesce(registry.told_valid_from(), now());
    end if;
    new.change_id := registry.this_change();
    if new.valid_from > clock_timestamp() then
        raise exception 'what is not yet true (%) is not in the register', new.valid_from
            using errcode = 'check_violation', constraint = 'valid_from_is_past';
    end if;
    return new;
end $$;

-- A statement that closes at this change, $2, what is believed of some codes from a moment on: versions that touch
-- [since, until) end at since. `ends` selects code, since, until. `more` adds versions, made from those that ended: `gone`.
create function registry.end_versions(of_table text, ends text, more text default '') returns text language sql stable as $$
    select format($f$
        with told as (%1$s), ended as (
            select h.code, h.valid, lower(h.recorded) as known_from, t.since
            from told t join registry.%2$I h on h.code = t.code and upper_inf(h.recorded) and h.valid && tstzrange(t.since, t.until)
        ), closed as (
            update registry.%2$I h set recorded = int8range(e.known_from, $2)
            from ended e
            where h.code = e.code and h.valid = e.valid and upper_inf(h.recorded) and e.known_from < $2
            returning h.*, e.since
        ), cut as (
            delete from registry.%2$I h using ended e
            where h.code = e.code and h.valid = e.valid and upper_inf(h.recorded) and e.known_from = $2
            returning h.*, e.since
        ), gone as (select * from closed union all select * from cut)
        insert into registry.%2$I (valid, recorded, %3$s)
        select tstzrange(lower(g.valid), g.since), int8range($2, null), %4$s from gone g where lower(g.valid) < g.since
        %5$s$f$,
        ends, of_table || '_history', registry.columns_of(of_table), registry.columns_of(of_table, 'g.%I'), more)
$$;

-- After an update or a delete: what the table said lies in its history from now on.
--   known until now:  [began, for ever) as the row stood
--   known from now:   [began, since) as the row stood; after that the row as it is, or nothing
-- A change from a moment before the row began reaches into older versions: where the row as a whole is said to be so since
-- then, they end there; where only jingge.valid_from says it, they are amended in the columns that were changed.
create function registry.keep_versions() returns trigger language plpgsql as $$
declare
    this bigint := registry.this_change();
    told timestamptz := registry.told_valid_from();
    history text := tg_table_name || '_history';
    pairs text := case tg_op
        when 'UPDATE' then 'was o join became n on n.code = o.code and n.change_id = $2 and n is distinct from o
            cross join lateral (select case when n.valid_from = o.valid_from and $1 < o.valid_from then $1 else n.valid_from end as since) s'
        else format('was o cross join lateral (select coalesce($1, %s) as since) s', case current_setting('jingge.deed', true)
            when 'import-undo' then 'o.valid_from' else 'greatest(now(), o.valid_from)' end) end;    -- what was brought by mistake never held
    reaching boolean;
    began text := 'case when lower(g.valid) < s.since or exists (select from gone e where e.code = g.code and lower(e.valid) < lower(g.valid))
        then greatest(lower(g.valid), s.since) else s.since end';    -- the first version is stretched
begin
    perform set_config('jingge.keeping', 'on', true);
    execute format('select bool_or(s.since < o.valid_from) from %s', pairs) into reaching using told, this;    -- not `exists`: it would loop
    if reaching then
        execute registry.end_versions(
            tg_table_name,
            format('select o.code, s.since, o.valid_from as until from %s where s.since < o.valid_from', pairs),
            case tg_op when 'UPDATE' then format('
                union all select tstzrange(%1$s, upper(g.valid)), int8range($2, null), %2$s
                from %3$s join gone g on g.code = o.code where n.valid_from = o.valid_from', began,
                (select string_agg(case attname
                    when 'valid_from' then began
                    when 'change_id' then '$2'
                    else format('case when n.%1$I is distinct from o.%1$I then n.%1$I else g.%1$I end', attname) end, ', ' order by attnum)
                from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped),
                pairs) else '' end)
            using told, this;
    end if;
    execute format($f$
        insert into registry.%1$I (valid, recorded, %2$s)
        select tstzrange(o.valid_from, null), int8range(o.change_id, $2), %3$s from %4$s where o.change_id < $2
        union all
        select tstzrange(o.valid_from, s.since), int8range($2, null), %3$s from %4$s where o.valid_from < s.since %5$s$f$,
        history, registry.columns_of(tg_table_name), registry.columns_of(tg_table_name, 'o.%I'), pairs,
        case tg_op when 'DELETE' then format('and (o.change_id < $2 or exists (
            select from registry.%I h where h.code = o.code and upper(h.recorded) = $2))', history) end)
        using told, this;
    if tg_op = 'DELETE' then    -- what came and went in this transaction was never known: an empty validity remembers its code
        execute format($f$
            insert into registry.%1$I (valid, recorded, %2$s) select 'empty', int8range($1 - 1, $1), %3$s from was o where o.change_id = $1$f$,
            history, registry.columns_of(tg_table_name), registry.columns_of(tg_table_name, 'o.%I'))
            using this;
    end if;
    perform set_config('jingge.keeping', '', true);
    return null;
end $$;

create function registry.guard_history() returns trigger language plpgsql as $$
begin
    if current_setting('jingge.keeping', true) = 'on' and pg_trigger_depth() > 1 then
        return null;
    end if;
    raise exception '%.% is written by the register alone', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'append_only';
end $$;

-- Micro-grids (微网格), the third system: parts of grids, each small enough for its people. Those that divide a tower by floors
-- share a shape. Where a plan (0007_redraw) put an end to them their history tells.
create table registry.micro_grid (
    code        text primary key constraint micro_grid_code_grammar check (code ~ '^[0-9]{18}$'),
    grid_code   text not null references registry.grid (code),
    name_zh     text not null default '',
    kind        text not null default 'residential' constraint micro_grid_kind check (kind in ('residential', 'street_front', 'dedicated', 'vacant')),
    households  integer constraint micro_grid_households check (households >= 0),
    minutes     real constraint micro_grid_minutes check (minutes >= 0),
    floor_from  integer,
    floor_to    integer,
    geom        geometry(MultiPolygon, 4326) not null,
    constraint micro_grid_in_grid check (left(code, 15) = grid_code),
    constraint micro_grid_floors check (floor_from <= floor_to and (floor_from is null) = (floor_to is null))
);
create trigger keep_code before update of code on registry.micro_grid for each row when (old.code <> new.code) execute function registry.keep_code();
create index micro_grid_geom on registry.micro_grid using gist (geom);
create index micro_grid_grid on registry.micro_grid (grid_code);

-- Fields a cover needs, and what was kept twice goes: the run is that of the change, the last change the version's begin.
alter table registry.asset
    add column name_zh text,
    add column note text,
    add column locking text constraint asset_locking check (locking in ('none', 'bolt', 'lock', 'hinge', 'unknown')),
    add column depth_m real constraint asset_depth check (depth_m > 0 and depth_m < 1000),
    add column fall_net_installed_on date,
    add column fall_net_tested_on date,
    alter column first_at set default now();
alter table registry.asset rename column changed_at to valid_from;
alter table registry.asset drop constraint asset_code_grammar,
    add constraint asset_code_grammar check (length(code) in (16, 17) and code !~ '[^0-9]');
alter table registry.division alter column name_en set default '';
drop index registry.asset_last_six;    -- the ledger knows every prefix: prefix || six digits is looked up by key
alter table registry.asset drop constraint asset_source;
alter table registry.asset add constraint asset_source unique (source_id, source);
alter table registry.asset drop constraint asset_spoken;
alter table registry.asset add constraint asset_spoken unique (spoken_number, spoken_prefix);
drop index registry.asset_segment, registry.asset_compound, registry.asset_community;    -- a community's box finds its assets
create index asset_segment on registry.asset (segment_code) where segment_code is not null;
create index asset_compound on registry.asset (compound_code) where compound_code is not null;

do $$
declare
    t text;
    opened bigint;
begin
    perform set_config('jingge.deed', 'migration', true);
    opened := registry.open_change();
    foreach t in array array['division', 'street', 'community', 'grid', 'unit_grid', 'micro_grid', 'road_segment', 'compound', 'building', 'entrance', 'asset'] loop
        if t in ('road_segment', 'compound', 'building', 'entrance', 'asset') then
            execute format('alter table registry.%I drop column run_id', t);
        end if;
        if t <> 'asset' then
            execute format('alter table registry.%I add column valid_from timestamptz not null default now()', t);
        else
            alter table registry.asset alter column valid_from set default now();
        end if;
        execute format('alter table registry.%I add column change_id bigint not null default %s', t, opened);
        execute format('alter table registry.%I alter column change_id set default registry.this_change()', t);
        execute format('create table registry.%I (valid tstzrange not null, recorded int8range not null, like registry.%I)', t || '_history', t);
        execute format('alter table registry.%1$I add constraint %1$s_apart exclude using gist (%2$s with =, valid with &&, recorded with &&)',
            t || '_history', case t when 'asset' then 'cast(code as bigint)' else 'code' end);    -- a number costs a quarter of a text
        execute format('create index %1$s_code on registry.%1$I (code)', t || '_history');
        execute format('create index %1$s_geom on registry.%1$I using gist (geom)', t || '_history');
        execute format('create index %1$s_closed on registry.%1$I (upper(recorded))', t || '_history');
        execute format('create trigger begin_change before insert or update or delete on registry.%I for each statement execute function registry.begin_change()', t);
        execute format('create trigger begin_version before update on registry.%I for each row execute function registry.begin_version()', t);
        execute format('create trigger date_first_version before insert on registry.%I for each row when (new.change_id::text is distinct from current_setting(''jingge.change'', true) or new.valid_from is null or new.valid_from > now()) execute function registry.date_first_version()', t);
        execute format('create trigger enter_codes after insert on registry.%I referencing new table as added for each statement execute function registry.enter_codes(%L)', t, t);
        execute format('create trigger keep_versions after update on registry.%I referencing old table as was new table as became for each statement execute function registry.keep_versions()', t);
        execute format('create trigger keep_deleted after delete on registry.%I referencing old table as was for each statement execute function registry.keep_versions()', t);
        execute format('create trigger guard_history before insert or update or delete or truncate on registry.%I for each statement execute function registry.guard_history()', t || '_history');
        execute format('create trigger no_truncate before truncate on registry.%I for each statement execute function registry.refuse_change()', t);
    end loop;
end $$;
alter table registry.landmark drop column run_id;
alter table registry.alias add column change_id bigint not null default 1;
alter table registry.alias alter column change_id set default registry.open_change();

-- Further names that were taken back or given to another thing, and by which change.
create table registry.alias_history (like registry.alias, ended_by bigint not null);
create index alias_history_alias on registry.alias_history (alias);
create index alias_history_code on registry.alias_history (kind, code);
create function registry.keep_alias() returns trigger language plpgsql as $$
declare
    this bigint := registry.open_change();
begin
    if tg_op = 'UPDATE' then
        if new is not distinct from old then
            return new;
        end if;
        new.change_id := this;
    end if;
    if old.change_id < this then
        perform set_config('jingge.keeping', 'on', true);
        insert into registry.alias_history select old.*, this;
        perform set_config('jingge.keeping', '', true);
    end if;
    return case tg_op when 'UPDATE' then new else old end;
end $$;
create trigger keep_alias before update or delete on registry.alias for each row execute function registry.keep_alias();
create trigger no_truncate before truncate on registry.alias for each statement execute function registry.refuse_change();
create trigger guard_history before insert or update or delete or truncate on registry.alias_history
    for each statement execute function registry.guard_history();

-- As it was: views named as the tables, read as of jingge.as_of, as known at jingge.as_known_at -----------------------

create schema registry_then;

-- The last change that was known at jingge.as_known_at; without one, all are.
create function registry_then.known() returns bigint language sql stable as $$
    select case when coalesce(current_setting('jingge.as_known_at', true), '') = '' then 9223372036854775806
        else coalesce((select id from registry.change
            where at <= nullif(current_setting('jingge.as_known_at', true), '')::timestamptz order by at desc limit 1), 0) end
$$;

create function registry_then.moment() returns timestamptz language sql stable
    return coalesce(nullif(current_setting('jingge.as_of', true), ''), nullif(current_setting('jingge.as_known_at', true), ''), 'infinity')::timestamptz;

-- The conditions stand outside of the union and are no conditions on ranges or on what is indexed: so the planner walks the same
-- indexes of both tables, in joins too, and does not take the ranges for rare.
do $$
declare
    t text;
begin
    foreach t in array array['division', 'street', 'community', 'grid', 'unit_grid', 'micro_grid', 'road_segment', 'compound', 'building', 'entrance', 'asset'] loop
        execute format($f$
            create view registry_then.%1$I as
            select %2$s from (
                select %2$s, valid_from as began, null::timestamptz as ended, change_id as known_from, 9223372036854775807 as known_until
                from registry.%1$I
                union all
                select %2$s, lower(valid), upper(valid), lower(recorded), coalesce(upper(recorded), 9223372036854775807)
                from registry.%3$I
            ) version
            where began <= (select registry_then.moment()) and (ended is null or ended > (select registry_then.moment()))
                and known_from <= (select registry_then.known()) and known_until > (select registry_then.known())$f$,
            t, registry.columns_of(t), t || '_history');
    end loop;
end $$;

create view registry_then.alias as
select kind, scheme, alias, code, change_id from registry.alias where change_id <= (select registry_then.known())
union all
select kind, scheme, alias, code, change_id from registry.alias_history
where change_id <= (select registry_then.known()) and ended_by > (select registry_then.known());

-- Names as they were, to search by. Sound and initials are those of the names of today: who was called otherwise then is
-- found by the name written out.
create view registry_then.place_name as
select t.kind, t.code, t.name_zh, coalesce(p.initials, '') as initials, coalesce(p.pinyin, '') as pinyin, t.geom
from (
    select 'street' as kind, code, name_zh, st_pointonsurface(geom) as geom from registry_then.street where geom is not null
    union all
    select 'community', code, name_zh, st_pointonsurface(geom) from registry_then.community where geom is not null
    union all
    select 'compound', code, name_zh, st_pointonsurface(geom) from registry_then.compound
    union all
    select 'road', min(code), road_name, st_closestpoint(st_collect(geom), st_centroid(st_collect(geom)))
    from registry_then.road_segment where road_name <> '' group by left(code, 6), road_name
) t
left join (select distinct on (kind, name_zh) kind, name_zh, initials, pinyin from registry.place_name order by kind, name_zh, code) p
    on p.kind = t.kind and p.name_zh = t.name_zh;

-- Delete and insert of the same thing in one transaction ---------------------------------------------------------------

-- References to coded things wait for the end of a transaction that takes one away and brings it back.
do $$
declare
    r record;
begin
    for r in select c.conrelid::regclass as on_table, c.conname from pg_constraint c
        join pg_class k on k.oid = c.confrelid join pg_namespace n on n.oid = k.relnamespace
        where c.contype = 'f' and n.nspname = 'registry' and not c.condeferrable
            and k.relname in ('division', 'street', 'community', 'grid', 'unit_grid', 'micro_grid', 'road_segment', 'compound', 'building', 'entrance', 'asset')
    loop
        execute format('alter table %s alter constraint %I deferrable initially immediate', r.on_table, r.conname);
    end loop;
end $$;

create function registry.wait_for_return() returns trigger language plpgsql as $$
declare
    r record;
begin
    for r in select n.nspname, c.conname from pg_constraint c join pg_namespace n on n.oid = c.connamespace
        where c.contype = 'f' and c.confrelid = tg_relid and c.condeferrable
    loop
        execute format('set constraints %I.%I deferred', r.nspname, r.conname);
    end loop;
    return null;
end $$;

do $$
declare
    t text;
begin
    foreach t in array array['division', 'street', 'community', 'grid', 'unit_grid', 'micro_grid', 'road_segment', 'compound', 'building', 'entrance', 'asset'] loop
        execute format('create trigger wait_for_return before delete on registry.%I for each statement execute function registry.wait_for_return()', t);
    end loop;
end $$;
