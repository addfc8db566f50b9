-- What happens to a ticket is told once, by an event that stays.

-- name: store
insert into inspections.ticket_event
    (id, ticket_id, version, action, from_state, to_state, at, account_id, org_code, reason, quiet, data, device_time, done_at)
values
    (:id, :ticket_id, :version, :action, :from_state, :to_state, :at, :account_id, :org_code, :reason, :quiet, cast(:data as jsonb),
    :device_time, :done_at);

-- name: tell
-- A quiet event: the ticket keeps its version and its state.
insert into inspections.ticket_event (id, ticket_id, version, action, from_state, to_state, at, account_id, org_code, quiet, data)
select :id, t.id, t.version, :action, t.state, t.state, :at, :account_id, :org_code, true, cast(:data as jsonb)
from inspections.ticket t
where t.id = :ticket_id
on conflict (id) do nothing;

-- name: promise_photo
insert into inspections.photo_promise (subject_kind, subject_id, original_sha256)
values ('ticket_event', :event_id, :sha256)
on conflict do nothing;
