-- The register a city has before the file comes: a district cut into 137 communities, 940 grids and 7,082 cells of the size of a
-- micro-grid, 170,000 covers of twenty classes with their codes, spoken numbers left out. One million further points need none.

-- name: classes
insert into registry.asset_class (code, name_zh, name_en, is_cover)
select '010' || lpad(n::text, 2, '0'), '井盖', 'cover', true from generate_series(1, 20) as n;

-- name: places
insert into registry.division (code, name_zh, name_en) values ('370203', '市北区', 'Shibei');

-- name: streets
insert into registry.street (code, division_code, name_zh)
select '370203' || lpad(n::text, 3, '0'), '370203', '街道' || n from generate_series(1, 22) as n;

-- name: communities
-- Strips of equal width from west to east.
insert into registry.community (code, street_code, name_zh, short_name, geom)
select '370203' || lpad((1 + n % 22)::text, 3, '0') || lpad((1 + n / 22)::text, 3, '0'),
    '370203' || lpad((1 + n % 22)::text, 3, '0'), '社区' || n, '社' || n,
    st_multi(st_makeenvelope(120.312 + n * 0.126 / 137, 36.037, 120.312 + (n + 1) * 0.126 / 137, 36.138, 4326))
from generate_series(0, 136) as n;

-- name: grids
-- Each strip cut from south to north: 6 or 7 grids a community, 940 in all.
insert into registry.grid (code, community_code, name_zh, geom)
select c.code || lpad(g::text, 3, '0'), c.code, '网格' || g,
    st_multi(st_makeenvelope(st_xmin(c.geom), 36.037 + (g - 1) * 0.101 / c.parts, st_xmax(c.geom), 36.037 + g * 0.101 / c.parts, 4326))
from (select *, case when row_number() over (order by code) <= 940 - 6 * 137 then 7 else 6 end as parts from registry.community) c,
    generate_series(1, c.parts) as g;

-- name: cells
-- The same strips in 51 or 52 cells each, 7,082 in all.
insert into registry.unit_grid (code, community_code, geom)
select c.code || lpad(g::text, 3, '0'), c.code,
    st_multi(st_makeenvelope(st_xmin(c.geom), 36.037 + (g - 1) * 0.101 / c.parts, st_xmax(c.geom), 36.037 + g * 0.101 / c.parts, 4326))
from (select *, case when row_number() over (order by code) <= 7082 - 51 * 137 then 52 else 51 end as parts from registry.community) c,
    generate_series(1, c.parts) as g;

-- name: covers
-- 170,000 that lie there already, under another source.
insert into registry.asset (
    code, code_scheme, class_code, community_code, grid_code, unit_grid_code, setting, geom, source, source_id, first_at, valid_from
)
select '370203' || n.class || lpad((n.n / 20 + 1)::text, 6, '0'), 'GB/T 47678.5-2026', n.class, u.community_code, g.code, u.code,
    'footway', n.geom, 'register', n.n::text, now(), now()
from (
    select n, '010' || lpad((1 + n % 20)::text, 2, '0') as class,
        st_setsrid(st_makepoint(120.312 + random() * 0.126, 36.037 + random() * 0.101), 4326) as geom
    from generate_series(0, 169999) as n
) n
cross join lateral (select * from registry.unit_grid u where st_covers(u.geom, n.geom) limit 1) u
cross join lateral (select * from registry.grid g where st_covers(g.geom, n.geom) limit 1) g;
