-- Recoveries as they are stored: held, opened, moved on, and every act kept.

-- name: matter
select t.id, t.number, t.community_code, t.asset_code, a.owner_code, t.closed_at is null, t.state = 'suspended', t.due_at
from inspections.ticket t
left join registry.asset a on a.code = t.asset_code
where t.id = :id;

-- name: made_good
-- Whether anybody but the owner and its crews barred or repaired.
select exists (
    select from inspections.ticket_event e
    left join registry.organisation o on o.code = e.org_code
    where e.ticket_id = :ticket_id and e.action in ('make_safe', 'repair')
        and coalesce(o.parent_code, e.org_code) is distinct from cast(:owner_code as text)
        and e.org_code is distinct from cast(:owner_code as text));

-- name: lock
select * from inspections.recovery where id = :id for no key update;

-- name: lock_open
select * from inspections.recovery where ticket_id = :ticket_id and closed_at is null for no key update;

-- name: event
select recovery_id, act, account_id, reason, data -> 'brought' as brought from inspections.recovery_event where id = :id;

-- name: next_round
select coalesce(max(round), 0) + 1 from inspections.recovery where ticket_id = :ticket_id;

-- name: open
insert into inspections.recovery (
    id, ticket_id, round, state, version, opened_at, owner_code, stand_in_code, sheet, cost_fen, agreed_fen, costed_by, settled_by,
    reminders, due_at, rang_at, closed_at)
values (
    :id, :ticket_id, :round, :state, :version, :opened_at, :owner_code, :stand_in_code, :sheet, :cost_fen, :agreed_fen, :costed_by,
    :settled_by, :reminders, :due_at, :rang_at, :closed_at);

-- name: store
update inspections.recovery
set state = :state, version = :version, owner_code = :owner_code, stand_in_code = :stand_in_code, sheet = :sheet,
    cost_fen = :cost_fen, agreed_fen = :agreed_fen, costed_by = :costed_by, settled_by = :settled_by, reminders = :reminders,
    due_at = :due_at, rang_at = :rang_at, closed_at = :closed_at
where id = :id;

-- name: keep
insert into inspections.recovery_event (
    id, recovery_id, version, act, from_state, to_state, at, due_at, account_id, org_code, spoken_by, reason, data)
values (
    :id, :recovery_id, :version, :act, :from_state, :to_state, :at, :due_at, :account_id, :org_code, :spoken_by, :reason,
    cast(:data as jsonb));

-- name: keep_lines
insert into inspections.cost_line (recovery_id, sheet, number, kind, name, unit, quantity, unit_price_fen, amount_fen, material_id)
values (:recovery_id, :sheet, :number, :kind, :name, :unit, :quantity, :unit_price_fen, :amount_fen, :material_id);

-- name: organisation
select kind, parent_code from registry.organisation where code = :code;
