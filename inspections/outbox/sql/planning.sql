-- Which events go to which webhook.

-- name: plan
-- Once each: an event that was planned before stays as it is.
insert into inspections.delivery (webhook_id, number, gone, next_at)
select :id, p.number, p.gone, :now
from unnest(cast(:numbers as bigint[]), cast(:gone as boolean[])) as p (number, gone)
on conflict (webhook_id, number) do nothing;

-- name: plan_again
-- Under the same ids.
insert into inspections.delivery (webhook_id, number, gone, next_at)
select :id, p.number, p.gone, :now
from unnest(cast(:numbers as bigint[]), cast(:gone as boolean[])) as p (number, gone)
on conflict (webhook_id, number) do update
set status = 'waiting', gone = excluded.gone, next_at = excluded.next_at, attempts = 0, delivered_at = null;

-- name: position
update inspections.webhook set position = :position where id = :id;
