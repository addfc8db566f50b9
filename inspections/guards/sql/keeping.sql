-- Guards of open shafts: what the workflow asks of them, and what follows its steps. An open shaft is an open ticket of a defect that
-- leaves a hole, and that nobody has made good yet.

-- name: shafts
select t.id, t.reported_at
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code and d.hole
where t.id = any (cast(:ids as uuid[])) and t.closed_at is null and t.repaired_at is null;

-- name: guards
select g.* from inspections.guard g
where g.ticket_id = any (cast(:ids as uuid[]))
order by g.begins_at, g.id;

-- name: entry_open
select exists (
    select from inspections.entry_card c
    where c.ticket_id = :ticket_id and c.closed_at is null and cardinality(c.inside) > 0
);

-- name: raise_barrier
insert into inspections.guard (id, ticket_id, kind, account_id, org_code, post, begins_at, until, photo_sha256, posted_at, posted_by)
values (:id, :ticket_id, 'barrier', :account_id, :org_code, :post, :at, :until, :photo, :at, :posted_by)
on conflict (id) do nothing;

-- name: end_guards
-- One that had not begun never stood.
update inspections.guard
set ended_at = greatest(cast(:at as timestamptz), begins_at), end_reason = :reason
where ticket_id = :ticket_id and ended_at is null and until > :at;

-- name: ran_out
-- Guards that ran out and of which nobody was told, with what stands by the shaft beside them. Another process has those it locked.
select g.id, g.ticket_id, g.until
from inspections.guard g
where g.ended_at is null and g.told_at is null and g.ticket_id is not null and g.until <= :now
order by g.until, g.id
limit :most
for no key update skip locked;

-- name: mark_told
update inspections.guard set told_at = :now where id = any (cast(:ids as uuid[]));
