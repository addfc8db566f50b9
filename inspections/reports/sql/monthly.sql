-- Where the tickets of a month count, whatever the cells.

-- name: places
-- Where the asset stands, or stood last; a ticket without one where it was seen.
select t.id, st_x(place.geom) as lon, st_y(place.geom) as lat
from inspections.ticket t
cross join lateral (
    select coalesce(
        (select a.geom from registry.asset a where a.code = t.asset_code),
        (select h.geom from registry.asset_history h where h.code = t.asset_code and not isempty(h.valid)
            order by lower(h.recorded) desc, lower(h.valid) desc limit 1),
        t.geom) as geom) place
where t.id = any (cast(:ids as uuid[]))

-- name: names
select distinct on (code) code, name_zh from (
    select code, name_zh, 0 as rank from registry.plan_cell where plan_id = :plan and code = any (cast(:codes as text[]))
    union all
    select code, name_zh, 1 from registry.micro_grid where code = any (cast(:codes as text[]))
    union all
    select code, name_zh, 2 from registry.micro_grid_history where code = any (cast(:codes as text[]))
    union all
    select code, name_zh, 1 from registry.grid where code = any (cast(:codes as text[]))
) named
order by code, rank
