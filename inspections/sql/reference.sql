-- The rules of the city, stored as the files say them.

-- name: defect_codes
select code from inspections.defect;

-- name: organisation_codes
select code from registry.organisation;

-- name: class_codes
select code from registry.asset_class;

-- name: calendar_codes
select code from inspections.calendar;

-- name: store_defects
insert into inspections.defect (code, name_zh, name_en, hazard, hole, handling, priority, words)
values (:code, :name_zh, :name_en, :hazard, :hole, :handling, :priority, :words)
on conflict (code) do update
set name_zh = excluded.name_zh, name_en = excluded.name_en, hazard = excluded.hazard, hole = excluded.hole, handling = excluded.handling,
    priority = excluded.priority, words = excluded.words;
