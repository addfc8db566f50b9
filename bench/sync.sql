-- Covers two hundred to a row, and a running campaign that has every one of them as a target.
insert into registry.division (code, name_zh, name_en) values ('370203', '市北区', 'Shibei');
insert into registry.street (code, division_code, name_zh) values ('370203005', '370203', '辽宁路街道');
insert into registry.community (code, street_code, name_zh, short_name, geom)
select '370203005001', '370203005', '大连路社区', '大连路', st_multi(st_makeenvelope(120.3, 36.0, 120.5, 36.2, 4326));
insert into registry.asset_class (code, name_zh, name_en, is_cover) values ('01002', '污水井盖', 'sewage cover', true);
insert into registry.asset (
    code, code_scheme, class_code, community_code, accuracy_m, geom, source, source_id, first_at, valid_from
)
select '37020301002' || lpad(n::text, 6, '0'), 'GB/T 47678.5-2026', '01002', '370203005001', 0.5,
    st_setsrid(st_makepoint(120.3 + (n % 200) * 0.0009, 36.0 + n / 200 * 0.0009), 4326), 'bench', n::text, now(), now()
from generate_series(1, {assets}) n;
insert into inspections.campaign (
    id, name, state, staffing, area_code, starts_on, days, parameters, created_by, created_at, started_at
)
values ('{campaign}', 'bench', 'running', 'team', '370203', current_date - 1, 14, '{{}}', 'bench', now(), now());
insert into inspections.campaign_unit (campaign_id, kind, place_code, community_code, length_m, targets, minutes, geom)
select '{campaign}', 'segment', n::text, '370203005001', 100, {assets} / 100, 60, st_setsrid(st_makepoint(120.3, 36), 4326)
from generate_series(0, 99) n;
insert into inspections.target (campaign_id, asset_code, unit_id)
select '{campaign}', a.code, u.id
from registry.asset a
join inspections.campaign_unit u on u.place_code::int = a.source_id::int % 100;
