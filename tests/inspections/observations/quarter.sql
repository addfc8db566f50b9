-- A small quarter: two communities of one street and one of another, five covers in each, three campaigns.
insert into registry.division (code, name_zh, name_en) values ('370203', '市北区', 'Shibei');
insert into registry.street (code, division_code, name_zh) values
    ('370203005', '370203', '辽宁路街道'), ('370203006', '370203', '延安路街道');
insert into registry.asset_class (code, old_code, name_zh, name_en, is_cover) values
    ('01002', '0102', '污水井盖', 'sewage cover', true), ('01003', '0103', '雨水井盖', 'storm cover', true);
create temporary table quarter_place (number integer, code text, lon float8);
insert into quarter_place values (1, '370203005001', 120.371), (2, '370203005002', 120.381), (3, '370203006001', 120.391);
insert into registry.community (code, street_code, name_zh, short_name, geom)
select code, left(code, 9), '社区' || number, '社' || number,
    st_multi(st_makeenvelope(lon - 0.001, 36.08, lon + 0.009, 36.09, 4326))
from quarter_place;
insert into registry.asset (
    code, code_scheme, class_code, community_code, geom, accuracy_m, source, source_id, first_at, valid_from
)
select '37020301002' || lpad(number::text, 3, '0') || lpad(n::text, 3, '0'), 'GB/T 47678.5-2026', '01002', code,
    st_setsrid(st_makepoint(lon + (n - 1) * 0.000333, 36.085), 4326), 0.5, 'test', code || '-' || n, now(), now()
from quarter_place, generate_series(1, 5) n;
insert into registry.alias (kind, scheme, alias, code)
values ('asset', 'GB/T 30428.2-2013', '3702030102000001', '37020301002001001');
insert into inspections.defect (code, name_zh, name_en, hazard, handling, priority) values
    ('missing', '缺失', 'missing', true, 'ticket', 1), ('broken', '破损', 'broken', true, 'ticket', 3),
    ('noise', '异响', 'noise', false, 'maintenance', 5);
insert into inspections.campaign (
    id, name, state, staffing, area_code, starts_on, days, parameters, created_by, created_at, started_at, ended_at
)
select id::uuid, state || ' in ' || area, state, 'team', area, '2026-11-16', 14, '{}', 'test', '2026-11-15 00:00+08',
    case when state <> 'planned' then timestamptz '2026-11-16 00:00+08' end,
    case when state = 'ended' then timestamptz '2026-11-20 00:00+08' end
from (values
    ('00000000-0000-4000-8000-000000000001', 'running', '370203005'),
    ('00000000-0000-4000-8000-000000000002', 'planned', '370203005'),
    ('00000000-0000-4000-8000-000000000003', 'running', '370203006'),
    ('00000000-0000-4000-8000-000000000004', 'ended', '370203005')
) campaigns (id, state, area);
insert into inspections.campaign_unit (campaign_id, kind, place_code, community_code, length_m, targets, minutes, geom)
select c.id, 'segment', p.code, p.code, 100, 5, 10, st_setsrid(st_makepoint(p.lon, 36.085), 4326)
from inspections.campaign c
join quarter_place p on p.code ^@ c.area_code
where c.state <> 'planned'
order by c.id, p.code;
insert into inspections.target (campaign_id, asset_code, unit_id)
select u.campaign_id, a.code, u.id
from inspections.campaign_unit u
join registry.asset a on a.community_code = u.place_code;
drop table quarter_place;
