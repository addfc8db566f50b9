-- The versions and events of one code. TABLE is put in by story.py: the name of a kind is that of its table. In quotes it is
-- the table itself, whatever moment is read: what was known then is told by the numbers of changes.

-- name: versions
-- Each row of the table as it stood from one change to the next; `until` is set where no row followed.
with version as (
    select change_id as change, null\:\:bigint as until, valid_from, to_jsonb(t) - 'geom' as row, geom
    from registry."TABLE" t
    where code = :code and change_id <= registry_then.known()
    union all
    select lower(recorded), upper(recorded), valid_from, to_jsonb(h) - 'geom' - 'valid' - 'recorded', geom
    from registry.TABLE_history h
    where code = :code and upper_inf(valid) and lower(recorded) <= registry_then.known()
)
select v.change, case when v.until = lead(v.change) over w or v.until > registry_then.known() then null else v.until end as until,
    v.valid_from, v.row,
    case when st_dimension(v.geom) = 0 then st_distance(v.geom\:\:geography, (lag(v.geom) over w)\:\:geography) end as moved_m,
    lag(v.geom) over w is not null and lag(v.geom) over w is distinct from v.geom as was_drawn_anew
from version v
window w as (order by v.change)
order by v.change

-- name: events
select change_id as change, code, deed, into_codes as into, valid_at as at
from registry.event
where kind = :kind and (code = :code or into_codes @> array[cast(:code as text)] and code <> :code)
    and change_id <= registry_then.known()
order by id

-- name: changes
select c.id, c.at, c.deed, c.reason, c.by_account, c.run_id, r.source
from registry.change c
left join registry.import_run r on r.id = c.run_id
where c.id = any (cast(:ids as bigint[]))
