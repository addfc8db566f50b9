-- What a decision on a ticket needs to know beside its own row.

-- name: facts
-- `kin`: who works for the repairer's house, or for whom it works, on this thing now (registry.contract).
select d.hole,
    array(select p.org_code from inspections.ticket_partner p where p.ticket_id = t.id and p.done_at is null) as parts,
    (select count(*) from inspections.ticket c where c.parent_id = t.id and c.closed_at is null) as open_children,
    array(
        select case when c.contractor_code = t.repaired_house then c.principal_code else c.contractor_code end
        from registry.contract c
        where t.repaired_house in (c.contractor_code, c.principal_code)
            and (cast(:now as timestamptz) at time zone 'Asia/Shanghai')\:\:date between c.starts_on and c.ends_on
    ) as kin,
    p.id is not null as asked, p.kind, p.until, p.asked_by, p.first_by
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code
left join inspections.ticket_plea p on p.ticket_id = t.id and p.second_at is null and p.denied_at is null and p.dropped_at is null
where t.id = :id;

-- name: defects
select code, hazard from inspections.defect where code = any(cast(:codes as text[]));

-- name: is_inspector
select exists (
    select from access.account a join access.account_role r on r.account_id = a.id and r.role = 'inspector'
    where a.id = :id and a.disabled_at is null
);
