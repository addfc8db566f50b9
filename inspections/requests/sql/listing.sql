-- Requests as an actor may see them: by areas, an organisation what was given to it.

-- name: requests
select r.*, c.opinion, c.solved, m.name_zh as matter_zh, m.name_en as matter_en, o.name_zh as assignee_zh, o.name_en as assignee_en
from inspections.request r
left join inspections.matter m on m.code = r.matter_code
left join registry.organisation o on o.code = r.assignee_code
left join lateral (
    select b.opinion, b.solved from inspections.call_back b
    where b.request_id = r.id and r.answered_at is not null and b.at >= r.answered_at
    order by b.at desc, b.id limit 1
) c on true
where (cast(:id as uuid) is null or r.id = cast(:id as uuid))
    and (:everything or (r.assignee_code = any(cast(:orgs as text[])) and r.assigned_at is not null)
        or exists (select from unnest(cast(:areas as text[])) a where starts_with(r.area_code, a)))
    and (cardinality(cast(:states as text[])) = 0 or r.state = any(cast(:states as text[])))
    and (cast(:channel as text) is null or r.channel = cast(:channel as text))
    and (cast(:matter as text) is null or r.matter_code = cast(:matter as text))
    and (cast(:assignee as text) is null or r.assignee_code = cast(:assignee as text))
    and (cast(:area as text) is null or starts_with(r.area_code, cast(:area as text)))
    and (cast(:late as boolean) is null
        or cast(:late as boolean) = (r.answered_at is null and r.closed_at is null and r.due_at < :now))
    and (cast(:proposed as boolean) is null or cast(:proposed as boolean) = (r.answered_at is null and r.closed_at is null
        and exists (select from inspections.request_ticket t where t.request_id = r.id and t.ended_at is not null)))
    and (cast(:after as text) is null or r.number < cast(:after as text))
order by r.number desc
limit :limit;

-- name: exists
select exists (select from inspections.request where id = :id);

-- name: person
select name, phone, address from inspections.request_person where request_id = :id;

-- name: events
select id, version, action, from_state, to_state, at, account_id, org_code, reason, data
from inspections.request_event
where request_id = :id
order by version;

-- name: tickets
select j.ticket_id, t.number, t.state, j.ended_at
from inspections.request_ticket j
join inspections.ticket t on t.id = j.ticket_id
where j.request_id = :id
order by t.number;

-- name: followed
select r.*, null as opinion, cast(null as boolean) as solved, m.name_zh as matter_zh, m.name_en as matter_en,
    o.name_zh as assignee_zh, o.name_en as assignee_en
from inspections.request r
left join inspections.matter m on m.code = r.matter_code
left join registry.organisation o on o.code = r.assignee_code
where r.number = :number and r.key = :key;
