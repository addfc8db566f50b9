-- What became of a code. TABLE is put in by became.py: the name of a kind is that of its table. The moments of the transaction
-- bound what is seen; without any it is all there is.

-- name: standing
-- Whether a thing with the code lives, else by which change it ended (was deleted, or last became `removed`) and when.
with now as (
    select t.valid_from, t.change_id, to_jsonb(t) ->> 'status' as status from registry.TABLE t where t.code = :code
),
past as (
    select lower(h.recorded) as known_from, upper(h.recorded) as known_until, h.valid_from, to_jsonb(h) ->> 'status' as status,
        isempty(h.valid) as never_known
    from registry.TABLE_history h
    where h.code = :code and (upper_inf(h.valid) or isempty(h.valid)) and lower(h.recorded) <= registry_then.known()
        and h.valid_from <= registry_then.moment()
),
living as (
    select exists (select from now where status is distinct from 'removed') as lives
),
ended as (
    select case
        when exists (select from now) then coalesce(
            (select max(known_until) from past where status is distinct from 'removed' and known_until <= registry_then.known()),
            (select least((select min(known_from) from past), (select change_id from now))))
        else (select max(known_until) from past where known_until <= registry_then.known()) end as change_id
)
select l.lives, e.change_id as ended_by,
    coalesce(
        (select valid_from from now where change_id = e.change_id),
        (select max(valid_from) from past where known_from = e.change_id),
        (select max(upper(h.valid)) from registry.TABLE_history h where h.code = :code and upper_inf(h.recorded) and not isempty(h.valid))
    ) as ended_at,
    exists (select from now) as is_there, registry.was_issued(:kind, :code) as was_issued
from living l, ended e

-- name: ending
-- Who ended it and why: the event of that change, or of a later one that says what became of it.
select c.at as known_at, c.by_account, c.deed, coalesce(nullif(e.reason, ''), c.reason) as reason, c.run_id, e.deed as event_deed,
    e.into_codes, e.valid_at
from registry.change c
left join lateral (
    select v.deed, v.into_codes, v.valid_at, v.reason
    from registry.event v
    where v.kind = :kind and v.code = :code and v.change_id >= :change and v.change_id <= registry_then.known()
        and v.deed in ('merge', 'split', 'replace', 'retire')
    order by v.id desc limit 1
) e on true
where c.id = :change

-- name: last_known
-- Just before the change that took it away became known.
select c.at - interval '1 microsecond'
from registry.change c
where c.id = (
    select max(upper(h.recorded)) from registry.TABLE_history h
    where h.code = :code and upper_inf(h.valid) and not isempty(h.valid) and upper(h.recorded) <= registry_then.known())
