-- Recoveries as somebody may see them: as their tickets (areas and organisations as in inspections/tickets/sql/listing.sql), an owner its own.

-- name: recoveries
select r.*, t.number, t.asset_code, t.community_code, t.place_zh, t.place_en, d.name_zh as defect_zh, d.name_en as defect_en,
    o.name_zh as owner_zh, o.name_en as owner_en, s.name_zh as stand_in_zh, s.name_en as stand_in_en
from inspections.recovery r
join inspections.ticket t on t.id = r.ticket_id
join inspections.defect d on d.code = t.defect_code
left join registry.organisation o on o.code = r.owner_code
left join registry.organisation s on s.code = r.stand_in_code
where (
        :everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null)
        or r.owner_code = any(cast(:orgs as text[]))
        or (
            t.dispatched_at is not null
            and (t.assignee_code = any(cast(:orgs as text[])) or t.crew_code = any(cast(:orgs as text[])))
        )
    )
    and (cast(:id as uuid) is null or r.id = :id)
    and (cast(:after as uuid) is null
        or (r.opened_at, r.id) < (select l.opened_at, l.id from inspections.recovery l where l.id = :after))
    and (cast(:states as text[]) is null or r.state = any(cast(:states as text[])))
    and (cast(:is_open as boolean) is null or (r.closed_at is null) = :is_open)
    and (cast(:late as boolean) is null or coalesce(r.due_at <= :now, false) = :late)
    and (cast(:owner as text) is null or r.owner_code = :owner)
    and (cast(:area as text) is null or starts_with(t.community_code, :area))
    and (cast(:ticket as uuid) is null or r.ticket_id = :ticket)
order by r.opened_at desc, r.id desc
limit :limit;

-- name: exists
select exists (select from inspections.recovery where id = :id);

-- name: events
select id, version, act, from_state, to_state, at, due_at, account_id, org_code, spoken_by, reason,
    data -> 'brought' as brought, data -> 'then' as "then"
from inspections.recovery_event
where recovery_id = :id
order by seq;

-- name: names
select code, name_zh, name_en from registry.organisation where code = any(cast(:codes as text[]));
