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

-- name: store_rules
insert into inspections.routing_rule
    (position, class_code, defect_code, owner_code, setting, area_code, assignee_code, reason_zh, reason_en, enabled)
values
    (:position, :class_code, :defect_code, :owner_code, :setting, :area_code, :assignee_code, :reason_zh, :reason_en, :enabled)
on conflict (position) do update
set class_code = excluded.class_code, defect_code = excluded.defect_code, owner_code = excluded.owner_code,
    setting = excluded.setting, area_code = excluded.area_code, assignee_code = excluded.assignee_code,
    reason_zh = excluded.reason_zh, reason_en = excluded.reason_en, enabled = excluded.enabled;

-- name: switch_off_rules
update inspections.routing_rule set enabled = false where enabled and position <> all (cast(:positions as integer[]));
