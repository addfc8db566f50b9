-- Rows of the outbox get their numbers here, after their commit, under one lock.

-- name: waits
select exists (select from inspections.outbox where number is null);

-- name: lock
select pg_advisory_xact_lock(hashtext('inspections.outbox'));

-- name: number
-- A statement of its own after the lock, so that it sees whatever was numbered under the lock before.
with head as (
    select coalesce(max(number), 0) as number from inspections.outbox
), waiting as (
    select id, row_number() over (order by seq) as place from inspections.outbox where number is null
)
update inspections.outbox o
set number = head.number + waiting.place
from waiting, head
where o.id = waiting.id;

-- name: head
select coalesce(max(number), 0) from inspections.outbox;
