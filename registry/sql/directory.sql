-- Names that forms offer: organisations and classes of things.

-- name: organisations
select o.code, o.name_zh, o.name_en, o.kind, o.parent_code, o.street_code,
    coalesce(o.ended_on <= :day, false) as ended
from registry.organisation o
where (:text = '' or position(lower(:text) in lower(o.code || ' ' || o.name_zh || ' ' || o.name_en)) > 0)
  and o.code > :after
order by o.code
limit :limit

-- name: classes
select c.code, c.old_code, c.name_zh, c.name_en, c.is_cover, c.words,
    (select count(*) from registry.asset a where a.class_code = c.code) as assets
from registry.asset_class c
order by c.code
