-- Reference data of the register: asset classes.

-- name: store_classes
insert into registry.asset_class as kept (code, old_code, name_zh, name_en, is_cover, words)
values (:code, :old_code, :name_zh, :name_en, :is_cover, :words)
on conflict (code) do update
set old_code = excluded.old_code, name_zh = excluded.name_zh, name_en = excluded.name_en,
    is_cover = excluded.is_cover, words = excluded.words
where (kept.old_code, kept.name_zh, kept.name_en, kept.is_cover, kept.words)
    is distinct from (excluded.old_code, excluded.name_zh, excluded.name_en, excluded.is_cover, excluded.words)
