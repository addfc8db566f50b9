-- What a decision on a ticket needs to know beside its own row.

-- name: facts
-- `kin`: the repairer's house, who works for it and for whom it works, when it was repaired and now (registry.contract).
select d.hole,
    array(select p.org_code from inspections.ticket_partner p where p.ticket_id = t.id and p.done_at is null) as parts,
    (select count(*) from inspections.ticket c where c.parent_id = t.id and c.closed_at is null) as open_children,
    exists (
        select from inspections.entry_card e where e.ticket_id = t.id and e.closed_at is null and cardinality(e.inside) > 0
    ) as somebody_down,
    array(
        select registry.kin_of(t.repaired_house, t.repaired_at) union select registry.kin_of(t.repaired_house, :now)
    ) as kin,
    r.due_at as return_due_at, p.id is not null as asked, p.kind, p.until, p.asked_by, p.first_by
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code
left join inspections.ticket_plea p on p.ticket_id = t.id and p.second_at is null and p.denied_at is null and p.dropped_at is null
left join inspections.ticket_clock r on r.ticket_id = t.id and r.kind = 'return' and r.met_at is null and r.superseded_at is null
where t.id = :id;

-- name: defects
select code, hazard from inspections.defect where code = any(cast(:codes as text[]));

-- name: is_inspector
select exists (
    select from access.account a join access.account_role r on r.account_id = a.id and r.role = 'inspector'
    where a.id = :id and a.disabled_at is null
);
