-- What is asked for and takes two approvals: suspension (挂账) and extension (延期).

-- name: ask
insert into inspections.ticket_plea (id, ticket_id, kind, reason, until, asked_by, asked_at)
values (:id, :ticket_id, :kind, :reason, :until, :account_id, :at);

-- name: approve
update inspections.ticket_plea set first_by = :account_id, first_at = :at
where ticket_id = :ticket_id and second_at is null and denied_at is null and dropped_at is null;

-- name: grant
update inspections.ticket_plea set second_by = :account_id, second_at = :at
where ticket_id = :ticket_id and second_at is null and denied_at is null and dropped_at is null;

-- name: deny
update inspections.ticket_plea set denied_by = :account_id, denied_at = :at
where ticket_id = :ticket_id and second_at is null and denied_at is null and dropped_at is null;

-- name: drop
update inspections.ticket_plea set dropped_at = :at
where ticket_id = :ticket_id and second_at is null and denied_at is null and dropped_at is null;

-- name: of_ticket
select id, kind, reason, until, asked_by, asked_at, first_by, first_at, second_by, second_at, denied_by, denied_at, dropped_at
from inspections.ticket_plea
where ticket_id = :ticket_id
order by asked_at, id;
