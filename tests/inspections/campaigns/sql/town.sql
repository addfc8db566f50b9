-- A chequered town in the register: roads, compounds in the blocks, covers in both, grids that cut across.

-- name: division
insert into registry.division (code, name_zh, name_en) values ('370203', '市北区', 'Shibei')

-- name: streets
insert into registry.street (code, division_code, name_zh)
values ('370203005', '370203', '西街道'), ('370203008', '370203', '东街道')

-- name: classes
insert into registry.asset_class (code, name_zh, name_en, is_cover) values ('01002', '污水井盖', 'sewer', true), ('21001', '灯杆', 'lamp', false)

-- name: communities
insert into registry.community (code, street_code, name_zh, short_name, geom)
select street || lpad((x + 1)\:\:text, 3, '0'), street, '社区' || x, '社' || x, st_multi(st_makeenvelope(
       :lon + (x * :blocks / :grids\:\:float - 0.3) * :dx, :lat - 0.25 * :dy,
       :lon + ((x + 1) * :blocks / :grids\:\:float - 0.3) * :dx, :lat + (:blocks - 0.3) * :dy, 4326))
  from generate_series(0, :grids - 1) x
 cross join lateral (select case when x < :grids / 2 then '370203005' else '370203008' end as street) s

-- name: grids
insert into registry.grid (code, community_code, name_zh, households, geom)
select c.code || lpad((y + 1)\:\:text, 3, '0'), c.code, '网格' || y, 400, st_multi(st_makeenvelope(
       st_xmin(c.geom), :lat + (y * :blocks / :grids\:\:float - 0.3) * :dy,
       st_xmax(c.geom), :lat + ((y + 1) * :blocks / :grids\:\:float - 0.3) * :dy, 4326))
  from registry.community c, generate_series(0, :grids - 1) y

-- name: segments
insert into registry.road_segment (code, road_name, width_m, source, source_id, geom)
select '370203R' || lpad((row_number() over (order by way, x, y))\:\:text, 6, '0'), way || case way when '横' then y else x end,
       case when (case way when '横' then y else x end) % 3 = 0 then 20 else 8 end, 'town', way || x || '-' || y,
       st_setsrid(st_makeline(st_makepoint(:lon + x * :dx, :lat + y * :dy),
                              st_makepoint(:lon + (x + tox) * :dx, :lat + (y + toy) * :dy)), 4326)
  from generate_series(0, :blocks - 1) x, generate_series(0, :blocks - 1) y,
       (values ('横', 1, 0), ('纵', 0, 1)) ways (way, tox, toy)
 where x + tox < :blocks and y + toy < :blocks

-- name: compounds
insert into registry.compound (code, community_code, name_zh, source, source_id, geom)
select c.code || 'C' || lpad((row_number() over (partition by c.code order by x, y))\:\:text, 4, '0'), c.code,
       '小区' || x || '-' || y, 'town', x || '-' || y,
       st_multi(st_makeenvelope(:lon + (x + 0.12) * :dx, :lat + (y + 0.12) * :dy,
                                :lon + (x + 0.88) * :dx, :lat + (y + 0.88) * :dy, 4326))
  from generate_series(0, :blocks - 2) x
 cross join generate_series(0, :blocks - 2) y
  join registry.community c on st_contains(c.geom, st_setsrid(st_makepoint(:lon + (x + 0.5) * :dx, :lat + (y + 0.5) * :dy), 4326))

-- name: covers
-- Every other cover of a road does not know its road.
with well as (
select s.code as segment_code, null\:\:text as compound_code, case when i % 2 = 0 then 'footway' else 'carriageway' end as setting, i,
       st_translate(st_lineinterpolatepoint(s.geom, (i + 0.5) / :by_road), 0.00003, 0.00003) as geom
  from registry.road_segment s, generate_series(0, :by_road - 1) i
union all
select null, p.code, 'compound', i,
       st_setsrid(st_makepoint(st_xmin(p.geom) + (st_xmax(p.geom) - st_xmin(p.geom)) * ((i * 0.618 + 0.3) - floor(i * 0.618 + 0.3)),
                               st_ymin(p.geom) + (st_ymax(p.geom) - st_ymin(p.geom)) * (i + 0.5) / :by_compound), 4326)
  from registry.compound p, generate_series(0, :by_compound - 1) i
union all
select null, null, 'verge', i, st_setsrid(st_makepoint(:lon - 0.28 * :dx, :lat + (i + 0.5) * :dy), 4326)
  from generate_series(0, :astray - 1) i
)
insert into registry.asset (code, code_scheme, class_code, community_code, grid_code, segment_code, compound_code, setting,
                           geom, source, source_id, first_at, valid_from)
select '37020301002' || lpad((row_number() over (order by coalesce(w.segment_code, w.compound_code, 'z'), w.i))\:\:text, 6, '0'),
       'GB/T 47678.5-2026', '01002', g.community_code, g.code, case when w.i % 2 = 0 then w.segment_code end, w.compound_code,
       w.setting, w.geom, 'town', row_number() over (order by coalesce(w.segment_code, w.compound_code, 'z'), w.i), now(), now()
  from well w
  left join lateral (select code, community_code from registry.grid g where st_intersects(g.geom, w.geom)
                      order by code limit 1) g on true
