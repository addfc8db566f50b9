-- Calls to owners: what was said by whom, and what is erased of it when its time is over.

-- name: store
insert into inspections.phone_answer (id, ticket_id, org_code, number, called_at, answered, position, name, said, act, event_id,
    entered_at, entered_by)
values (:id, :ticket_id, :org_code, :number, :called_at, :answered, :position, :name, :said, :act, :event_id, :now, :by);

-- name: answers
select id, ticket_id, org_code, number, called_at, answered, position, name, said, act, event_id, entered_at, entered_by, erased_at
from inspections.phone_answer
where (cast(:id as uuid) is null or id = :id) and (cast(:ticket_id as uuid) is null or ticket_id = :ticket_id)
order by called_at, id;

-- name: erase
-- Of tickets that ended so long ago.
with due as (
    select a.id
    from inspections.phone_answer a
    join inspections.ticket t on t.id = a.ticket_id
    where a.erased_at is null and t.closed_at <= :until
    order by a.id
    limit :most
    for update of a skip locked
)
update inspections.phone_answer a
set number = '', position = '', name = '', said = '', erased_at = :now
from due where due.id = a.id;
