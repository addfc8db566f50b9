-- Whether there is anything to look at: a register with neither a cover nor a segment is a new one.
-- name: empty
select not exists (select from registry.asset) and not exists (select from registry.road_segment)
