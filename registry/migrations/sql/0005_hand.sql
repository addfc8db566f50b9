-- Edits by hand, in QGIS or psql, keep every promise: a new row may come without a code and without the columns that follow
-- from its position; a moved one is placed anew; what is taken away and put back in one transaction is the same thing.

-- The next code below a prefix; null for no prefix.
create function registry.mint(of_kind text, of_prefix text) returns text language plpgsql as $$
declare
    digits integer := registry.serial_digits(of_kind);
    n bigint;
begin
    if of_prefix is null then
        return null;
    end if;
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

-- Whether a point lies in reach (5 km) of a community or an outline; of a register that knows no shape of either, anywhere.
create function registry.is_about(at geometry) returns boolean language sql stable as $$
    select not exists (select from registry.community where geom is not null) and not exists (select from registry.division where geom is not null)
        or exists (select from registry.community where geom && st_expand(at, 0.2) and st_dwithin(geom::geography, at::geography, 5000))
        or exists (select from registry.division where geom && st_expand(at, 0.2) and st_dwithin(geom::geography, at::geography, 5000))
$$;

-- The division of a point: where its areas hold it, or the only one there is, if the point lies about it.
create function registry.division_at(at geometry) returns text language sql stable as $$
    select coalesce(left(registry.area_at('community', at), 6), registry.area_at('division', at),
        (select min(code) from registry.division having count(*) = 1 and registry.is_about(at)))
$$;

-- How many metres of a line run so near to another.
create function registry.along_m(line geometry, other geometry, near_m double precision) returns double precision language sql immutable
    return st_length(st_intersection(line, st_buffer(other::geography, near_m)::geometry)::geography);

-- Whether two shapes of one kind stand for the same thing on the ground: points within half a metre, lines of which three quarters
-- run along each other, areas of which one holds the middle of the other.
create function registry.on_one_spot(one geometry, other geometry) returns boolean language plpgsql immutable as $$
begin
    return case st_dimension(one)
        when 0 then st_dwithin(one::geography, other::geography, 0.5)
        when 1 then registry.along_m(one, other, 5) > 0.75 * st_length(one::geography)
            and registry.along_m(other, one, 5) > 0.75 * st_length(other::geography)
        else st_intersects(one, st_pointonsurface(other)) or st_intersects(other, st_pointonsurface(one)) end;
end $$;

-- The code of the thing that comes back: of those that this very transaction took away, the one of the same source id, or,
-- where none is told, one on the spot. Null where it is a new thing.
create function registry.returned(of_table text, of_source text, of_source_id text, at geometry, of_class text default null)
returns text language plpgsql as $$
declare
    found text;
begin
    execute format($f$
        select h.code from registry.%1$I h
        where upper(h.recorded) = registry.this_change() and not exists (select from registry.%2$I a where a.code = h.code)
            and %3$s and case when $2 is null then h.geom && st_expand($3, 0.00001) and registry.on_one_spot(h.geom, $3) else %4$s end
        order by st_distance(st_pointonsurface(h.geom), st_pointonsurface($3)), h.code limit 1$f$,
        of_table || '_history', of_table,
        case when of_class is null then 'true' else 'h.class_code = $4' end,
        case when of_table in ('grid', 'unit_grid', 'micro_grid') then 'false' else 'h.source_id = $2 and h.source = $1' end)
        into found using of_source, of_source_id, at, of_class;
    return found;
end $$;

-- Before an asset is inserted without a code: it comes back, or is new. A copy of one that lives is a new thing, by hand.
create function registry.complete_asset() returns trigger language plpgsql as $$
declare
    division text := registry.division_at(new.geom);
begin
    new.code := registry.returned('asset', new.source, new.source_id, new.geom, new.class_code);
    if new.code is null then
        if division is null then
            raise exception 'the position lies in no division of the register, or more than 5 km outside of all of it: mind the datum and the order of the axes' using errcode = 'check_violation', constraint = 'asset_in_division';
        end if;
        if exists (select from registry.asset a where (a.source_id, a.source) = (new.source_id, new.source)) then
            new.source := null;
            new.source_id := null;
            new.spoken_prefix := null;
            new.spoken_number := null;
            new.first_at := now();
            new.valid_from := null;
        end if;
        new.code := registry.mint('asset', division || new.class_code);
    elsif new.source_id is null then
        select h.source, h.source_id into new.source, new.source_id from registry.asset_history h
        where h.code = new.code and upper(h.recorded) = registry.this_change() limit 1;
    end if;
    return new;
end $$;

-- Before an asset is inserted with what follows from its position or code left out.
create function registry.fill_asset() returns trigger language plpgsql as $$
begin
    new.code_scheme := coalesce(new.code_scheme, case length(new.code) when 16 then 'GB/T 30428.2-2013' else 'GB/T 47678.5-2026' end);
    new.source := coalesce(new.source, 'hand');
    new.source_id := coalesce(new.source_id, new.code);
    new.status := coalesce(new.status, 'intact');
    new.position_source := coalesce(new.position_source, 'map');
    new.datum := coalesce(new.datum, 'WGS84');
    new.attributes := coalesce(new.attributes, '{}');
    new.first_at := coalesce(new.first_at, now());
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
        loop    -- a number typed by hand is passed over
            insert into registry.serial as kept (kind, prefix, last) values ('spoken', new.spoken_prefix, 1)
                on conflict (kind, prefix) do update set last = kept.last + 1
                returning last into new.spoken_number;
            exit when not exists (select from registry.asset a
                where (a.spoken_number, a.spoken_prefix) = (new.spoken_number, new.spoken_prefix));
        end loop;
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
    if new.segment_code = old.segment_code and not exists (
        select from registry.road_segment s where s.code = new.segment_code and st_dwithin(s.geom::geography, new.geom::geography, 50)
    ) then    -- carried away from its road
        new.segment_code := (
            select code from registry.road_segment where geom && st_expand(new.geom, 0.0006) and st_dwithin(geom::geography, new.geom::geography, 50)
            order by geom <-> new.geom, code limit 1);
    end if;
    return new;
end $$;

create trigger complete_1_code before insert on registry.asset for each row when (new.code is null)
    execute function registry.complete_asset();
create trigger complete_2_fields before insert on registry.asset for each row
    when (new.code_scheme is null or new.source is null or new.source_id is null or new.first_at is null or new.status is null
        or new.position_source is null or new.datum is null or new.attributes is null)
    execute function registry.fill_asset();
create trigger complete_moved before update of geom on registry.asset for each row
    when (not st_orderingequals(old.geom, new.geom) and (old.community_code, old.grid_code, old.unit_grid_code)
        is not distinct from (new.community_code, new.grid_code, new.unit_grid_code)
        and coalesce(current_setting('jingge.run', true), '') = '')    -- an import has placed it already
    execute function registry.replace_asset();

-- Before a road segment, compound, building or entrance is inserted without a code, or without what we can say ourselves.
create function registry.complete_place() returns trigger language plpgsql as $$
declare
    middle geometry := case when st_dimension(new.geom) = 1 then st_lineinterpolatepoint(new.geom, 0.5) else st_pointonsurface(new.geom) end;
    home text := registry.area_at('community', middle);
begin
    if new.code is null then
        new.code := registry.returned(tg_table_name, new.source, new.source_id, new.geom);
        if new.code is not null and new.source_id is null then
            execute format('select source, source_id from registry.%I where code = $1 and upper(recorded) = registry.this_change() limit 1', tg_table_name || '_history')
                into new.source, new.source_id using new.code;
        end if;
    end if;
    if new.code is null then
        if registry.bears(tg_table_name, new.source, new.source_id) then    -- a copy of one that lives
            new.source := null;
            new.source_id := null;
            new.valid_from := null;
        end if;
        case tg_table_name
            when 'road_segment' then new.code := registry.mint('road_segment', registry.division_at(middle) || 'R');
            when 'entrance' then new.code := registry.mint('entrance', coalesce(new.building_code,
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
    case tg_table_name
        when 'entrance' then
            new.building_code := left(new.code, 18);
            new.households := coalesce(new.households, 0);
        when 'compound' then
            new.community_code := left(new.code, 12);
            new.households := coalesce(new.households, 0);
        when 'building' then
            new.community_code := left(new.code, 12);
            new.compound_code := coalesce(new.compound_code,
                (select code from registry.compound where geom && middle and st_intersects(geom, middle) order by code limit 1));
            new.road_name := coalesce(new.road_name, '');
            new.house_no := coalesce(new.house_no, '');
            new.use := coalesce(new.use, 'residential');
            new.households := coalesce(new.households, 0);
            new.shops := coalesce(new.shops, 0);
        when 'road_segment' then
            new.from_road := coalesce(new.from_road, '');
            new.to_road := coalesce(new.to_road, '');
            new.road_class := coalesce(new.road_class, 'branch');
    end case;
    return new;
end $$;

-- Whether a living thing of the table bears the source id.
create function registry.bears(of_table text, of_source text, of_source_id text) returns boolean language plpgsql stable as $$
declare
    borne boolean;
begin
    execute format('select exists (select from registry.%I where source = $1 and source_id = $2)', of_table)
        into borne using of_source, of_source_id;
    return borne;
end $$;

create trigger complete_place before insert on registry.road_segment for each row
    when (new.code is null or new.source is null or new.source_id is null or new.from_road is null or new.to_road is null or new.road_class is null)
    execute function registry.complete_place();
create trigger complete_place before insert on registry.compound for each row
    when (new.code is null or new.source is null or new.source_id is null or new.community_code is null or new.households is null)
    execute function registry.complete_place();
create trigger complete_place before insert on registry.building for each row
    when (new.code is null or new.source is null or new.source_id is null or new.community_code is null or new.road_name is null
        or new.house_no is null or new.use is null or new.households is null or new.shops is null)
    execute function registry.complete_place();
create trigger complete_place before insert on registry.entrance for each row
    when (new.code is null or new.source is null or new.source_id is null or new.building_code is null or new.households is null)
    execute function registry.complete_place();

-- Before a grid, unit grid or micro-grid is inserted without a code, or without what follows from it.
create function registry.complete_cell() returns trigger language plpgsql as $$
declare
    home text := registry.area_at(case tg_table_name when 'micro_grid' then 'grid' else 'community' end, st_pointonsurface(new.geom));
begin
    if new.code is null then
        new.code := coalesce(registry.returned(tg_table_name, null, null, new.geom), registry.mint(tg_table_name, home));
    end if;
    if new.code is null then
        raise exception 'the position lies in no area of the register' using errcode = 'check_violation', constraint = 'place_in_area';
    end if;
    if tg_table_name = 'micro_grid' then
        new.grid_code := left(new.code, 15);
        new.name_zh := coalesce(new.name_zh, '');
        new.kind := coalesce(new.kind, 'residential');
        return new;
    end if;
    new.community_code := left(new.code, 12);
    if tg_table_name = 'grid' then
        new.name_zh := coalesce(new.name_zh, right(new.code, 3));
        new.households := coalesce(new.households, 0);
    end if;
    return new;
end $$;
create trigger complete_cell before insert on registry.grid for each row
    when (new.code is null or new.community_code is null or new.name_zh is null or new.households is null)
    execute function registry.complete_cell();
create trigger complete_cell before insert on registry.unit_grid for each row
    when (new.code is null or new.community_code is null)
    execute function registry.complete_cell();
create trigger complete_cell before insert on registry.micro_grid for each row
    when (new.code is null or new.grid_code is null or new.name_zh is null or new.kind is null)
    execute function registry.complete_cell();

-- Areas that are drawn anew by hand hold other assets than before ------------------------------------------------------

-- After a change of communities, grids or unit grids: assets where the old or the new shapes lie are placed anew.
create function registry.place_anew() returns trigger language plpgsql as $$
declare
    drawn text := case tg_op
        when 'INSERT' then 'select geom from became where geom is not null'
        when 'DELETE' then 'select geom from was where geom is not null'
        else 'select unnest(array[o.geom, n.geom]) as geom from was o join became n using (code) where o.geom is distinct from n.geom' end;
begin
    execute format($f$
        update registry.asset a set %1$I = f.home
        from (
            select b.code, coalesce(
                (select g.code from registry.%2$I g where g.geom && b.geom and st_intersects(g.geom, b.geom) order by g.code limit 1),
                (select g.code from registry.%2$I g where g.geom && st_expand(b.geom, 0.00001) and st_dwithin(g.geom, b.geom, 0.00001)
                    order by g.geom <-> b.geom, g.code limit 1)) as home
            from registry.asset b
            where b.code in (select c.code from (%3$s) d join registry.asset c on c.geom && st_expand(d.geom, 0.00001))
        ) f
        where f.code = a.code and a.%1$I is distinct from f.home$f$, tg_argv[0], tg_table_name, drawn);
    return null;
end $$;

-- Gives assets and buildings another compound. `drawn` selects code, old, new: the shapes of compounds before and after, null for
-- none. What a compound held by its place and holds no longer goes into the one that holds it now, and assets that it holds now
-- and that lie in none come. Links that a file made to a compound some way off stay, and a building lies in the one its file names.
create function registry.move_in_compounds(drawn text) returns text[] language sql stable as $$
    select array_agg(format($f$
        with drawn as (%1$s), moved as (
            select d.code as old_home, b.code, %2$s as at from drawn d join registry.%3$I b on b.compound_code = d.code
            where d.new is null or st_intersects(d.old, %2$s) and not st_intersects(d.new, %2$s)
            union all
            select null, b.code, %2$s from drawn d join registry.%3$I b on b.geom && d.new
            where b.compound_code is null and %4$s and st_intersects(d.new, %2$s)
        ), placed as (
            select distinct on (m.code) m.code, (select c.code from registry.compound c
                where c.geom && m.at and st_intersects(c.geom, m.at) and c.code is distinct from m.old_home order by c.code limit 1) as home
            from moved m order by m.code
        )
        update registry.%3$I b set compound_code = p.home from placed p where p.code = b.code and b.compound_code is distinct from p.home$f$,
        drawn, case t when 'asset' then 'b.geom' else 'st_pointonsurface(b.geom)' end, t,
        case t when 'asset' then 'coalesce(b.setting, ''compound'') = ''compound''' else 'false' end))
    from unnest(array['asset', 'building']) as t
$$;

-- After compounds were drawn or drawn anew.
create function registry.place_anew_in_compounds() returns trigger language plpgsql as $$
declare
    statement text;
begin
    foreach statement in array registry.move_in_compounds(case tg_op
        when 'INSERT' then 'select code, null::geometry as old, geom as new from became'
        else 'select code, o.geom as old, n.geom as new from was o join became n using (code) where o.geom is distinct from n.geom' end)
    loop
        execute statement;
    end loop;
    return null;
end $$;

-- At the end of a transaction that took a compound away, for until then it may come back: what it held goes where it lies now,
-- and of one that came back in another shape, what lies outside of that.
create function registry.release() returns trigger language plpgsql as $$
declare
    back geometry := (select geom from registry.compound where code = old.code);
    statement text;
begin
    if back is null or not st_orderingequals(back, old.geom) then
        foreach statement in array registry.move_in_compounds('select $1::text as code, $2::geometry as old, $3::geometry as new') loop
            execute statement using old.code, old.geom, back;
        end loop;
    end if;
    return null;
end $$;
create constraint trigger "A_release" after delete on registry.compound deferrable initially deferred    -- before what is still held is refused
    for each row execute function registry.release();

do $$
declare
    t text;
    f text;
begin
    foreach t in array array['community', 'grid', 'unit_grid', 'compound'] loop
        f := case t when 'compound' then 'registry.place_anew_in_compounds()' else format('registry.place_anew(%L)', t || '_code') end;
        execute format('create trigger place_anew_inserted after insert on registry.%I referencing new table as became for each statement execute function %s', t, f);
        execute format('create trigger place_anew_updated after update on registry.%I referencing old table as was new table as became for each statement execute function %s', t, f);
        if t <> 'compound' then
            execute format('create trigger place_anew_deleted after delete on registry.%I referencing old table as was for each statement execute function %s', t, f);
        end if;
    end loop;
end $$;

-- Merged and split by hand ---------------------------------------------------------------------------------------------

-- At the end of a transaction that took a thing away: where what it was made of lies in other things of its kind that the same
-- transaction drew or changed, it was merged into the one or split into the several of them. Programs say so themselves.
create function registry.note_heirs() returns trigger language plpgsql as $$
declare
    heirs text[];
    gone boolean;
begin
    execute format('select not exists (select from registry.%I where code = $1)', tg_table_name) into gone using old.code;
    if not gone or exists (select from registry.event where kind = tg_table_name and code = old.code and change_id = registry.this_change()) then
        return null;
    end if;
    if tg_table_name = 'asset' then
        execute $f$select array_agg(code) from (
            select code from registry.asset where change_id = registry.this_change() and geom && st_expand($1, 0.00001)
                and class_code = $2 and status <> 'removed' and st_dwithin(geom::geography, $1::geography, 0.5)
            order by geom <-> $1, code limit 1) as near$f$ into heirs using old.geom, to_jsonb(old) ->> 'class_code';
    elsif st_dimension(old.geom) = 2 then
        execute format($f$select array_agg(code order by code) from registry.%I
            where change_id = registry.this_change() and geom && $1 and (
                st_area(st_intersection(st_makevalid(geom), st_makevalid($1))) > 0.5 * st_area($1)
                or st_area(st_intersection(st_makevalid(geom), st_makevalid($1))) > 0.5 * st_area(geom))$f$, tg_table_name)
            into heirs using old.geom;
    elsif tg_table_name = 'road_segment' then    -- half of the one runs within a metre of the other
        select array_agg(s.code order by s.code) into heirs
        from registry.road_segment s
        where s.change_id = registry.this_change() and s.geom && st_expand(old.geom, 0.00002)
            and registry.along_m(s.geom, old.geom, 1) > 0.5 * least(st_length(old.geom::geography), st_length(s.geom::geography));
        update registry.asset a set segment_code = (    -- without heirs what stands on it keeps it from being taken away
            select s.code from registry.road_segment s where s.code = any (heirs) order by s.geom <-> a.geom, s.code limit 1)
        where a.segment_code = old.code and heirs is not null;
    end if;
    if heirs is not null then
        insert into registry.event (change_id, kind, code, deed, into_codes, valid_at, reason)
        values (registry.this_change(), tg_table_name, old.code, case cardinality(heirs) when 1 then 'merge' else 'split' end, heirs, now(), '');
    end if;
    return null;
end $$;

do $$
declare
    t text;
begin
    foreach t in array array['grid', 'unit_grid', 'micro_grid', 'compound', 'building', 'road_segment', 'asset'] loop
        execute format($f$create constraint trigger %I after delete on registry.%I deferrable initially deferred for each row
            when (coalesce(current_setting('jingge.deed', true), '') in ('', 'edit')) execute function registry.note_heirs()$f$,
            case t when 'road_segment' then 'A_note_heirs' else 'note_heirs' end, t);    -- before what stands on it is asked about
    end loop;
end $$;

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
