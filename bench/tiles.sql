-- Rows for bench/tiles.py: 1,000,000 covers of 20 classes over 11 × 11 km, in no order, as a register would hold them.
-- name: classes
insert into registry.asset_class (code, name_zh, name_en, is_cover)
select '010' || lpad(n::text, 2, '0'), '井盖', 'cover', true from generate_series(1, 20) as n
-- name: covers
insert into registry.asset (
    code, code_scheme, class_code, community_code, setting, geom, source, source_id, first_at, changed_at
)
select '370203' || class || lpad((n / 20)::text, 6, '0'), 'GB/T 47678.5-2026', class, '370203005001', 'footway',
       ST_SetSRID(ST_MakePoint(120.312 + random() * 0.126, 36.037 + random() * 0.101), 4326), 'bench', n::text, now(), now()
from (select n, '010' || lpad((1 + n % 20)::text, 2, '0') as class from generate_series(0, :last) as n) as numbered
