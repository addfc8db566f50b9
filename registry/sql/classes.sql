-- The table of classes.

-- name: classes
select code, name_zh as zh, name_en as en, is_cover, words from registry.asset_class order by code;
