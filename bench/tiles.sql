-- For bench/tiles.py: 1,000,000 covers of 20 classes over 11 × 11 km, stored by place as a survey delivers them, street by street.
-- name: classes
insert into registry.asset_class (code, name_zh, name_en, is_cover)
select '010' || lpad(n::text, 2, '0'), '井盖', 'cover', true from generate_series(1, 20) as n
-- name: covers
insert into registry.asset (
    code, code_scheme, class_code, community_code, setting, geom, source, source_id, first_at, valid_from
)
select '370203' || class || lpad((n / 20)::text, 6, '0'), 'GB/T 47678.5-2026', class, '370203005001', 'footway',
       geom, 'bench', n::text, now(), now()
from (
    select n, '010' || lpad((1 + n % 20)::text, 2, '0') as class,
           ST_SetSRID(ST_MakePoint(120.312 + random() * 0.126, 36.037 + random() * 0.101), 4326) as geom
    from generate_series(0, :last) as n
) as numbered
order by geom

-- The bare statement that draws a tile of them, as any book has it.
-- name: statement
select ST_AsMVT(feature, 'covers', 4096, 'geom') from (
    select ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64) as geom, class_code
    from registry.asset
    where geom && ST_Transform(ST_TileEnvelope(:z, :x, :y, margin => 0.015625), 4326)
) as feature
