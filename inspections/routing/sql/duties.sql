-- Who answers for tickets by the rules, and what was to be routed in the past year: tickets, and requests.

-- name: offices
-- The street office of each street: the first bureau of that street.
select distinct on (street_code) street_code, code
from registry.organisation
where kind = 'bureau' and ended_on is null and street_code is not null
order by street_code, code;

-- name: asset
select owner_code, setting from registry.asset where code = :code;

-- name: propose
update inspections.ticket
set assignee_code = :assignee_code, route_rule_id = :rule_id, route_reason_zh = :reason_zh, route_reason_en = :reason_en
where id = :id and dispatched_at is null;

-- name: record
insert into inspections.ticket_duty
    (ticket_id, cause, set_id, rule_id, matter_org, territory_org, matter, reason_zh, reason_en, at)
select d.ticket_id, :cause, d.set_id, d.rule_id, d.matter_org, d.territory_org, d.matter, d.reason_zh, d.reason_en, :at
from jsonb_to_recordset(cast(:duties as jsonb)) as d (
    ticket_id uuid, set_id bigint, rule_id bigint, matter_org text, territory_org text, matter jsonb, reason_zh text, reason_en text
)
order by d.ticket_id;

-- name: of_ticket
select ticket_id, cause, set_id, rule_id, matter_org, territory_org, matter, reason_zh, reason_en, at
from inspections.ticket_duty
where ticket_id = :id
order by id;

-- name: matters
-- The matters of tickets reported in a span, as they were last decided on.
select t.number, d.matter, t.reported_at
from inspections.ticket t
cross join lateral (
    select matter from inspections.ticket_duty d where d.ticket_id = t.id order by d.id desc limit 1
) d
where t.reported_at >= :since and t.reported_at <= :now
order by t.number;

-- name: requests
-- Requests received in a span, as they are now: of one that is erased the words are gone.
select r.number, a.class_code, a.owner_code, a.setting, r.area_code as community_code, r.matter_code, r.channel, r.said as text,
    r.received_at
from inspections.request r
left join registry.asset a on a.code = r.asset_code
where r.received_at >= :since and r.received_at <= :now
order by r.number;
