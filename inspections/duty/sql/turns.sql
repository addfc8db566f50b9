-- Whose turn open tickets are, and what fell to the area.

-- name: tickets
select t.id, t.state, t.community_code, t.grid_code, t.assignee_code, t.crew_code, t.level, t.reopens,
    case when t.state = 'checking' then (
        select cast(e.data ->> 'checker_id' as uuid) from inspections.ticket_event e
        where e.ticket_id = t.id and e.action = 'ask_check' order by e.seq desc limit 1) end as checker
from inspections.ticket t
where t.id = any (cast(:ids as uuid[])) and t.closed_at is null;

-- name: untold
-- Open tickets of which it was not told in this round that the area answers; none where no station was ever made: duty is not kept.
select t.id
from inspections.ticket t
where t.closed_at is null and (cast(:after as uuid) is null or t.id > :after)
    and exists (select from inspections.duty_station where closed_at is null)
    and not exists (select from inspections.duty_fallback f where f.ticket_id = t.id and f.round = t.reopens)
order by t.id
limit :most;

-- name: stations
select * from inspections.duty_station
where closed_at is null and (area_code = any (cast(:areas as text[])) or org_code = any (cast(:orgs as text[])));

-- name: offices
-- The street office: the bureau of the street.
select distinct on (street_code) street_code, code, name_zh, name_en
from registry.organisation
where kind = 'bureau' and ended_on is null and street_code = any (cast(:streets as text[]))
order by street_code, code;

-- name: fall
-- Of two that tell it at once the second waits for the first and finds it told.
insert into inspections.duty_fallback (ticket_id, round, org_code, told_at, reason_zh, reason_en)
values (:ticket_id, :round, :org_code, :now, :reason_zh, :reason_en)
on conflict do nothing
returning ticket_id;
