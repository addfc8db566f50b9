-- Requests that hang on tickets.

-- name: link
insert into inspections.request_ticket (request_id, ticket_id, linked_at, account_id, ended_at)
select :request_id, t.id, :at, :account_id, t.closed_at
from inspections.ticket t
where t.id = :ticket_id
on conflict do nothing;

-- name: mark
update inspections.request_ticket set ended_at = cast(:at as timestamptz) where ticket_id = :ticket_id;

-- name: of_sighting
select ticket_id from inspections.ticket_sighting where observation_id = :id;
