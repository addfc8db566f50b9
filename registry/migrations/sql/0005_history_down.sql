-- Back to a register without history: versions, changes and events are lost, codes and rows stay.

drop schema registry_then cascade;
do $$
declare
    t text;
    r record;
begin
    for r in select c.conrelid::regclass as on_table, c.conname from pg_constraint c
        join pg_class k on k.oid = c.confrelid join pg_namespace n on n.oid = k.relnamespace
        where c.contype = 'f' and n.nspname = 'registry' and c.condeferrable
    loop
        execute format('alter table %s alter constraint %I not deferrable', r.on_table, r.conname);
    end loop;
    foreach t in array array['division', 'street', 'community', 'grid', 'unit_grid', 'micro_grid', 'road_segment', 'compound', 'building', 'entrance', 'asset'] loop
        execute format('drop table registry.%I', t || '_history');
    end loop;
end $$;
drop table registry.micro_grid;
drop function registry.begin_change(), registry.begin_version(), registry.date_first_version(), registry.enter_codes(),
    registry.keep_versions(), registry.guard_history(), registry.wait_for_return() cascade;
drop trigger no_truncate on registry.asset;

create table registry.issued_code (
    kind        text        not null,
    code        text        not null,
    issued_at   timestamptz not null default now(),
    constraint issued_code_pk primary key (kind, code)
);
insert into registry.issued_code (kind, code)
select i.kind, i.prefix || lpad(n::text, registry.serial_digits(i.kind), '0')
from registry.issued_codes i, unnest(i.serials) as r, generate_series(lower(r), upper(r) - 1) as n;
create trigger issued_code_append_only before update or delete on registry.issued_code
    for each statement execute function registry.refuse_change();
create function registry.enter_codes() returns trigger language plpgsql as $$
begin
    insert into registry.issued_code (kind, code) select tg_argv[0], added.code from added;
    return null;
end $$;

do $$
declare
    t text;
begin
    foreach t in array array['division', 'street', 'community', 'grid', 'unit_grid', 'road_segment', 'compound', 'building', 'entrance', 'asset'] loop
        if t <> 'asset' then
            execute format('drop trigger no_truncate on registry.%I', t);
            execute format('alter table registry.%I drop column valid_from', t);
        end if;
        execute format('alter table registry.%I drop column change_id', t);
        if t in ('road_segment', 'compound', 'building', 'entrance', 'asset') then
            execute format('alter table registry.%I add column run_id bigint references registry.import_run (id)', t);
        end if;
        execute format('create trigger %I after insert on registry.%I referencing new table as added for each statement execute function registry.enter_codes(%L)',
            replace(t, 'road_', '') || '_enter_codes', t, t);
    end loop;
end $$;
alter table registry.landmark add column run_id bigint references registry.import_run (id);
drop function registry.keep_alias() cascade;
drop trigger no_truncate on registry.alias;
drop table registry.alias_history;
alter table registry.alias drop column change_id;
alter table registry.asset drop column name_zh, drop column note, drop column locking, drop column depth_m,
    drop column fall_net_installed_on, drop column fall_net_tested_on;
alter table registry.division alter column name_en drop default;
alter table registry.asset rename column valid_from to changed_at;
alter table registry.asset alter column first_at drop default, alter column changed_at drop default;
create index asset_community on registry.asset (community_code);
create index asset_last_six on registry.asset (right(code, 6));
alter table registry.asset drop constraint asset_source, add constraint asset_source unique (source, source_id);
alter table registry.asset drop constraint asset_spoken, add constraint asset_spoken unique (spoken_prefix, spoken_number);
drop table registry.issued_codes, registry.event, registry.change cascade;
drop function registry.this_change(), registry.open_change(), registry.date_change(), registry.keep_change(), registry.keep_issued(),
    registry.was_issued(text, text), registry.serial_digits(text), registry.enter_serials(text, text, int8multirange, int8multirange),
    registry.note_serials(text, text, int8multirange),
    registry.same_thing(text), registry.told_valid_from(), registry.columns_of(text, text), registry.end_versions(text, text, text);
