-- Steps of the life of requests.

-- name: lock
-- With the last call back since it was answered.
select r.*, c.opinion, c.solved
from inspections.request r
left join lateral (
    select b.opinion, b.solved from inspections.call_back b
    where b.request_id = r.id and r.answered_at is not null and b.at >= r.answered_at
    order by b.at desc, b.id limit 1
) c on true
where r.id = any(cast(:ids as uuid[]))
order by r.id
for no key update of r;

-- name: event
select request_id, action, account_id, reason, data from inspections.request_event where id = :id;
