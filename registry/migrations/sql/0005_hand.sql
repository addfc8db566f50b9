-- Edits by hand, in QGIS or psql, keep every promise: a new row may come without a code and without the columns that follow
-- from its position; a moved one is placed anew; what is taken away and put back in one transaction is the same thing.

-- The next serial below a prefix that was never issued.
create function registry.mint(of_kind text, of_prefix text) returns text language plpgsql as $$
declare
    digits integer := registry.serial_digits(of_kind);
    n bigint;
begin
    insert into registry.serial as kept (kind, prefix, last) values (of_kind, of_prefix, 1)
        on conflict (kind, prefix) do update set last = kept.last + 1
        returning last into n;
    if n >= 10 ^ digits then
        raise exception 'no code is left below %', of_prefix using errcode = 'program_limit_exceeded';
    end if;
    return of_prefix || lpad(n::text, digits, '0');
end $$;

-- The area of `area_table` that holds a point, or lies within about a metre; of several the smallest code.
create function registry.area_at(area_table text, at geometry) returns text language plpgsql stable as $$
declare
    found text;
begin
    execute format('select code from registry.%I where geom && $1 and st_intersects(geom, $1) order by code limit 1', area_table)
        into found using at;
    if found is null then
        execute format('select code from registry.%I where geom && st_expand($1, 0.00001) and st_dwithin(geom, $1, 0.00001) order by geom <-> $1, code limit 1', area_table)
            into found using at;
    end if;
    return found;
end $$;

create function registry.division_at(at geometry) returns text language sql stable as $$
    select coalesce(left(registry.area_at('community', at), 6), registry.area_at('division', at),
        (select min(code) from registry.division having count(*) = 1))
$$;

-- Before an asset is inserted without a code.
create function registry.complete_asset() returns trigger language plpgsql as $$
declare
    division text := registry.division_at(new.geom);
begin
    select h.code into new.code from registry.asset_history h
    where upper(h.recorded) = registry.this_change() and not exists (select from registry.asset a where a.code = h.code)
        and h.class_code = new.class_code
        and (h.source_id = new.source_id and h.source = new.source
            or new.source_id is null and st_dwithin(h.geom::geography, new.geom::geography, 0.5))
    order by h.geom <-> new.geom limit 1;
    if new.code is null and division is null then
        raise exception 'the position lies in no division of the register' using errcode = 'check_violation', constraint = 'asset_in_division';
    end if;
    new.code := coalesce(new.code, registry.mint('asset', division || new.class_code));
    return new;
end $$;

-- Before an asset is inserted with what follows from its position or code left out.
create function registry.fill_asset() returns trigger language plpgsql as $$
begin
    new.code_scheme := coalesce(new.code_scheme, case length(new.code) when 16 then 'GB/T 30428.2-2013' else 'GB/T 47678.5-2026' end);
    new.source := coalesce(new.source, 'hand');
    new.source_id := coalesce(new.source_id, new.code);
    new.community_code := coalesce(new.community_code, registry.area_at('community', new.geom));
    new.grid_code := coalesce(new.grid_code, registry.area_at('grid', new.geom));
    new.unit_grid_code := coalesce(new.unit_grid_code, registry.area_at('unit_grid', new.geom));
    if new.compound_code is null and coalesce(new.setting, 'compound') = 'compound' then
        new.compound_code := (select code from registry.compound where geom && new.geom and st_intersects(geom, new.geom) order by code limit 1);
    end if;
    if new.spoken_number is null then
        select h.spoken_prefix, h.spoken_number into new.spoken_prefix, new.spoken_number from registry.asset_history h
        where h.code = new.code and upper(h.recorded) = registry.this_change() limit 1;
    end if;
    if new.spoken_number is null then
        new.spoken_prefix := coalesce(
            (select short_name from registry.community where code = new.community_code),
            (select name_zh from registry.division where code = left(new.code, 6)));
        insert into registry.serial as kept (kind, prefix, last) values ('spoken', new.spoken_prefix, 1)
            on conflict (kind, prefix) do update set last = kept.last + 1
            returning last into new.spoken_number;
        if new.spoken_number > 99999 then
            new.spoken_prefix := null;
            new.spoken_number := null;
        end if;
    end if;
    return new;
end $$;

-- Before an asset is moved by someone who does not say into which areas.
create function registry.replace_asset() returns trigger language plpgsql as $$
begin
    new.community_code := registry.area_at('community', new.geom);
    new.grid_code := registry.area_at('grid', new.geom);
    new.unit_grid_code := registry.area_at('unit_grid', new.geom);
    if coalesce(new.setting, 'compound') = 'compound' then
        new.compound_code := (select code from registry.compound where geom && new.geom and st_intersects(geom, new.geom) order by code limit 1);
    end if;
    return new;
end $$;

create trigger complete_1_code before insert on registry.asset for each row when (new.code is null)
    execute function registry.complete_asset();
create trigger complete_2_fields before insert on registry.asset for each row
    when (new.code_scheme is null or new.source is null or new.source_id is null)
    execute function registry.fill_asset();
create trigger complete_moved before update of geom on registry.asset for each row
    when (old.geom is distinct from new.geom and (old.community_code, old.grid_code, old.unit_grid_code)
        is not distinct from (new.community_code, new.grid_code, new.unit_grid_code))
    execute function registry.replace_asset();

-- Before a road segment, compound, building or entrance is inserted without a code.
create function registry.complete_place() returns trigger language plpgsql as $$
declare
    middle geometry := st_pointonsurface(new.geom);
    home text := registry.area_at('community', st_pointonsurface(new.geom));
begin
    execute format($f$
        select h.code from registry.%1$I h
        where upper(h.recorded) = registry.this_change() and not exists (select from registry.%2$I a where a.code = h.code)
            and (h.source_id = $1 and h.source = $2 or $1 is null and h.geom && $3 and st_intersects(h.geom, $3))
        order by st_distance(st_pointonsurface(h.geom), st_pointonsurface($3)) limit 1$f$, tg_table_name || '_history', tg_table_name)
        into new.code using new.source_id, new.source, new.geom;
    if new.code is null then
        case tg_table_name
            when 'road_segment' then
                new.code := registry.mint('road_segment', registry.division_at(st_lineinterpolatepoint(new.geom, 0.5)) || 'R');
            when 'entrance' then
                new.code := registry.mint('entrance', coalesce(new.building_code,
                    (select code from registry.building where geom && st_expand(middle, 0.0005) order by geom <-> middle, code limit 1)) || 'U');
            when 'building' then new.code := registry.mint('building', home || 'B');
            when 'compound' then new.code := registry.mint('compound', home || 'C');
        end case;
    end if;
    if new.code is null then
        raise exception 'the position lies in no area of the register' using errcode = 'check_violation', constraint = 'place_in_area';
    end if;
    new.source := coalesce(new.source, 'hand');
    new.source_id := coalesce(new.source_id, new.code);
    if tg_table_name = 'entrance' then
        new.building_code := left(new.code, 18);
    elsif tg_table_name <> 'road_segment' then
        new.community_code := left(new.code, 12);
    end if;
    return new;
end $$;

create trigger complete_place before insert on registry.road_segment for each row when (new.code is null) execute function registry.complete_place();
create trigger complete_place before insert on registry.compound for each row when (new.code is null) execute function registry.complete_place();
create trigger complete_place before insert on registry.building for each row when (new.code is null) execute function registry.complete_place();
create trigger complete_place before insert on registry.entrance for each row when (new.code is null) execute function registry.complete_place();

-- A load that is large beside what there is drops what is quicker made anew, and makes it anew in the same transaction ----

-- Takes indexes, keys and references of a table away and returns the statements that put them back. The table is closed to
-- everybody until the end of the transaction.
create function registry.set_aside(of_table regclass) returns text[] language plpgsql as $$
declare
    r record;
    back text[] := '{}';
begin
    execute format('lock table %s in access exclusive mode', of_table);
    for r in select c.oid, c.conrelid::regclass as on_table, c.conname, pg_get_constraintdef(c.oid) as definition
        from pg_constraint c where c.contype = 'f' and of_table in (c.conrelid, c.confrelid) order by c.conname
    loop
        back := format('alter table %s add constraint %I %s', r.on_table, r.conname, r.definition) || back;
        execute format('alter table %s drop constraint %I', r.on_table, r.conname);
    end loop;
    for r in select i.indexrelid::regclass as index, c.conname, pg_get_constraintdef(c.oid) as definition, pg_get_indexdef(i.indexrelid) as indexed
        from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x')
        where i.indrelid = of_table order by i.indisprimary
    loop
        if r.conname is null then
            back := r.indexed || back;
            execute format('drop index %s', r.index);
        else
            back := format('alter table %s add constraint %I %s', of_table, r.conname, r.definition) || back;
            execute format('alter table %s drop constraint %I', of_table, r.conname);
        end if;
    end loop;
    execute format('alter table %s disable trigger user', of_table);
    return back || format('alter table %s enable trigger user', of_table);
end $$;
