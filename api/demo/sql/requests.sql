-- What became of the requests of the demonstration's file.

-- name: routed
-- How many came, for how many it is known who answers, and for how many who answers for the place as well (属地).
select count(*) as requests,
    count(*) filter (where r.assignee_code is not null) as routed,
    count(*) filter (where e.data -> 'duty' ->> 'territory_org' is not null) as placed,
    count(*) filter (where r.state = 'closed') as closed,
    min(r.received_at) as first_at
from inspections.request r
join inspections.request_event e on e.request_id = r.id and e.version = 1
where r.source = :source;

-- name: cases
select id, matter_code, received_at, place_zh, said, closed_at from inspections.request
where source = :source and matter_code is not null and erased_at is null;
