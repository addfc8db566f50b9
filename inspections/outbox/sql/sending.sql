-- What is due to be sent, and what became of it.

-- name: claim
-- Taken by one sender at a time. Should it die, the next one takes the delivery when the lease is over.
with due as (
    select d.number from inspections.delivery d
    where d.webhook_id = :id and d.status = 'waiting' and d.next_at <= :now
    order by d.next_at, d.number
    limit :most
    for update skip locked
), taken as (
    update inspections.delivery d
    set next_at = :lease, attempts = attempts + 1, attempted_at = attempted_at || cast(:now as timestamptz)
    from due
    where d.webhook_id = :id and d.number = due.number
    returning d.number, d.gone
)
select t.number, t.gone, o.id, o.action, o.body
from taken t
join inspections.outbox o on o.number = t.number
order by t.number;

-- name: due_for_robot
-- More than one look of a robot can tell: hazards first. Its row is locked, so nobody else sends for it.
select d.number, o.action, o.hazard, o.body ->> 'number' as ticket, coalesce(f.name_zh, m.name_zh, '') as defect,
    coalesce(o.body ->> 'place_zh', '') as place
from inspections.delivery d
join inspections.outbox o on o.number = d.number
left join inspections.defect f on f.code = o.body ->> 'defect_code'
left join inspections.matter m on m.code = o.body ->> 'matter_code'
where d.webhook_id = :id and d.status = 'waiting' and d.next_at <= :now
order by o.hazard desc, d.number
limit :most;

-- name: lease
update inspections.delivery
set next_at = :lease, attempts = attempts + 1, attempted_at = attempted_at || cast(:now as timestamptz)
where webhook_id = :id and number = any(cast(:numbers as bigint[]));

-- name: call
update inspections.webhook set called_at = cast(:called_at as timestamptz[]) where id = :id;

-- name: tries
-- For update: what is sent again meanwhile is waited for. Whoever heard later of one that has arrived changes nothing.
select number, attempts from inspections.delivery
where webhook_id = :id and number = any(cast(:numbers as bigint[])) and status = 'waiting'
order by number
for update;

-- name: arrived
update inspections.delivery
set status = 'delivered', next_at = null, response_code = :code, error = '', delivered_at = :now
where webhook_id = :id and number = any(cast(:numbers as bigint[])) and status = 'waiting';

-- name: failed
update inspections.delivery
set status = case when cast(:next_at as timestamptz) is null then 'given_up' else 'waiting' end,
    next_at = :next_at, response_code = :code, error = :error
where webhook_id = :id and number = any(cast(:numbers as bigint[])) and status = 'waiting';

-- name: works
update inspections.webhook set failing_since = null where id = :id and failing_since is not null;

-- name: fails
update inspections.webhook set failing_since = coalesce(failing_since, :now) where id = :id returning failing_since;
