-- What clocks ring: warn, late, escalate, supervise, as quiet events of their tickets.

-- name: due
-- Those whose next bell was to ring by now, first the one that was to ring first. A ticket that somebody holds waits for the next
-- round; so does a clock that another process rings.
select c.id, c.ticket_id
from inspections.ticket_clock c
join inspections.ticket t on t.id = c.ticket_id
where c.next_at <= :now
order by c.next_at, c.seq
limit :most
for no key update of c, t skip locked;

-- name: tell
-- The id says which clock and which bell, so that none rings twice.
insert into inspections.ticket_event (id, ticket_id, version, action, from_state, to_state, at, reason, quiet, data)
select b.id, t.id, t.version, b.stage, t.state, t.state, :now, b.reason, true,
    jsonb_build_object('clock', b.kind, 'clock_id', b.clock_id, 'fell_at', b.fell_at, 'due_at', b.due_at) || b.more
from jsonb_to_recordset(cast(:bells as jsonb)) as b (
    id uuid, ticket_id uuid, clock_id uuid, kind text, stage text, fell_at text, due_at text, reason text, position integer, more jsonb
)
join inspections.ticket t on t.id = b.ticket_id
order by b.position;

-- name: rung
update inspections.ticket_clock c
set rung = r.rung, next_at = r.next_at
from jsonb_to_recordset(cast(:clocks as jsonb)) as r (id uuid, rung smallint, next_at timestamptz)
where c.id = r.id;
