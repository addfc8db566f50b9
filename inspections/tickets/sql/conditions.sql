-- Conditions of filing (立案条件) and of closing (结案条件).

-- name: fitting
select c.code, c.kind, c.text_zh, c.text_en, c.source
from inspections.condition c
where c.enabled and c.kind = :kind
    and (c.class_code is null or c.class_code = :class_code) and (c.defect_code is null or c.defect_code = :defect_code)
order by c.position, c.code;

-- name: store
insert into inspections.condition (code, kind, position, class_code, defect_code, text_zh, text_en, source)
values (:code, :kind, :position, :class_code, :defect_code, :text_zh, :text_en, :source)
on conflict (code) do update set position = excluded.position, source = excluded.source, enabled = true;

-- name: changed
-- A condition keeps its words: tickets name it.
select c.code from inspections.condition c
where c.code = :code and (c.kind, c.class_code, c.defect_code, c.text_zh, c.text_en)
    is distinct from (:kind, cast(:class_code as text), cast(:defect_code as text), :text_zh, :text_en);

-- name: switch_off
update inspections.condition set enabled = false where enabled and code <> all (cast(:codes as text[]));
