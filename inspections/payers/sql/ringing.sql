-- Clocks of recoveries that ran out.

-- name: due
-- Two that ring at once take different ones; one that a person holds is taken the next time.
select * from inspections.recovery
where closed_at is null and rang_at is null and due_at <= :now
order by due_at
limit :most
for no key update skip locked;

-- name: rang
update inspections.recovery set rang_at = :now where id = :id;

-- name: postpone
update inspections.recovery set due_at = :due_at where id = :id;
