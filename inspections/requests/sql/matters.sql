-- The matters of requests and who is there to answer.

-- name: store
insert into inspections.matter
    (code, kind, name_zh, name_en, words, department_code, by_street, answer_days, extension_days, return_days, source)
values
    (:code, :kind, :name_zh, :name_en, :words, :department_code, :by_street, :answer_days, :extension_days, :return_days, :source)
on conflict (code) do update
set kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, words = excluded.words,
    department_code = excluded.department_code, by_street = excluded.by_street, answer_days = excluded.answer_days,
    extension_days = excluded.extension_days, return_days = excluded.return_days, source = excluded.source, enabled = true;

-- name: switch_off
update inspections.matter set enabled = false where enabled and code <> all (cast(:codes as text[]));

-- name: matters
select code, name_zh, name_en, words, department_code, by_street, answer_days, extension_days, return_days
from inspections.matter
where enabled
order by code;

-- name: street_offices
select street_code, code from registry.organisation where kind = 'bureau' and street_code is not null and ended_on is null;

-- name: organisations
-- Those that ended (inspections/routing/ending.py) answer no more.
select code from registry.organisation where kind <> 'crew' and ended_on is null;
