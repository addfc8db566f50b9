-- Saying whose a cover is. Everybody locks in one order: the cover's decisions, then the register's writers.

-- name: lock_decisions
select pg_advisory_xact_lock(hashtext('inspections.owner_decision'), hashtext(:code));

-- name: open_change
-- Whoever writes to the register waits for the writer before; the change says by whom and why.
select registry.open_change()
from (select set_config('jingge.account', :account, true), set_config('jingge.deed', 'owner', true),
    set_config('jingge.reason', :reason, true)) as told;

-- name: set_owner
update registry.asset set owner_code = :owner_code where code = :code;

-- name: by_id
select d.id, d.asset_code, d.number, d.kind, d.owner_code, d.previous_code, d.at, d.account_id, d.org_code, d.reason,
    d.notice_until, d.shown
from inspections.owner_decision d
where d.id = :id;

-- name: organisation
select code, kind, parent_code from registry.organisation where code = :code;

-- name: house
-- The house of an organisation: of a crew the organisation it belongs to, else itself.
select case kind when 'crew' then coalesce(parent_code, code) else code end
from registry.organisation
where code = :code;

-- name: cover
-- What may be refused: a cover and the owner it has; its version as in listing.sql.
select a.code, a.community_code, a.owner_code, a.change_id + coalesce(max(d.number), 0) as version, coalesce(max(d.number), 0) as number
from registry.asset a
join registry.asset_class c on c.code = a.class_code and c.is_cover
left join inspections.owner_decision d on d.asset_code = a.code
where a.code = :code and a.status <> 'removed'
group by a.code;

-- name: named
-- Whether an organisation was named as the owner, in a proposal or a decision.
select exists (
    select from inspections.owner_decision d
    where d.asset_code = :code and d.owner_code = :owner_code and d.kind in ('proposed', 'decided'));

-- name: store
insert into inspections.owner_decision (
    id, asset_code, number, kind, owner_code, previous_code, at, account_id, org_code, reason, notice_until, shown)
values (:id, :asset_code, :number, :kind, :owner_code, :previous_code, :at, :account_id, :org_code, :reason, :notice_until,
    cast(:shown as jsonb));
