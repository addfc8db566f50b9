-- Requests and what belongs to them, stored many at once. Rows come as JSON with the names of the columns.

-- name: add
insert into inspections.request
select * from jsonb_populate_recordset(null\:\:inspections.request, cast(:rows as jsonb)) n order by n.number;

-- name: change
update inspections.request r
set state = n.state, version = n.version, matter_code = n.matter_code, said = n.said, place_zh = n.place_zh, area_code = n.area_code,
    assignee_code = n.assignee_code, route_reason_zh = n.route_reason_zh, route_reason_en = n.route_reason_en, due_at = n.due_at,
    return_due_at = n.return_due_at, accepted_at = n.accepted_at, assigned_at = n.assigned_at, contacted_at = n.contacted_at,
    answered_at = n.answered_at, answer = n.answer, result_code = n.result_code, closed_at = n.closed_at,
    extensions = n.extensions, returns = n.returns, reopens = n.reopens,
    content_sha256 = coalesce(nullif(n.content_sha256, ''), r.content_sha256)
from jsonb_populate_recordset(null\:\:inspections.request, cast(:rows as jsonb)) n
where r.id = n.id;

-- name: add_events
copy inspections.request_event
    (id, request_id, version, action, from_state, to_state, at, account_id, org_code, reason, data)
from stdin;

-- name: add_calls
insert into inspections.call_back
select * from jsonb_populate_recordset(null\:\:inspections.call_back, cast(:rows as jsonb));

-- name: put_persons
insert into inspections.request_person (request_id, name, phone, address, purpose, erase_after)
select p.request_id, p.name, p.phone, p.address, :purpose, p.erase_after
from jsonb_populate_recordset(null\:\:inspections.request_person, cast(:rows as jsonb)) p
on conflict (request_id) do update
set name = excluded.name, phone = excluded.phone, address = excluded.address, erase_after = excluded.erase_after;

-- name: set_erasure
update inspections.request_person p
set erase_after = e.erase_after
from jsonb_to_recordset(cast(:rows as jsonb)) as e (id uuid, erase_after timestamptz)
where p.request_id = e.id and p.erase_after is distinct from e.erase_after;
