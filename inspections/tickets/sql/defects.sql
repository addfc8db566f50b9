-- The table of defects.

-- name: defects
select code, name_zh as zh, name_en as en, hazard, hole, handling from inspections.defect order by priority, code;
