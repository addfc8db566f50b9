-- Appeals that a ticket be left out of an indicator.

-- name: ask
insert into inspections.ticket_appeal (id, ticket_id, indicator, asked_by, asked_house, asked_at, reason, evidence)
values (:id, :ticket_id, :indicator, :by, :house, :at, :reason, :evidence);

-- name: lock
select id from inspections.ticket_appeal where id = :id for no key update;

-- name: appeal
select a.*, t.number from inspections.ticket_appeal a join inspections.ticket t on t.id = a.ticket_id where a.id = :id;

-- name: decide
update inspections.ticket_appeal
set decided_by = :by, decided_house = :house, decided_at = :at, state = :state, decision = :decision, version = version + 1
where id = :id;

-- name: history
select version, state, at, account_id, house, words from inspections.ticket_appeal_event where appeal_id = :id order by version;

-- name: appeals
select a.*, t.number
from inspections.ticket_appeal a
join inspections.ticket t on t.id = a.ticket_id
where (
        :everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null)
        or (
            t.dispatched_at is not null
            and (t.assignee_code = any(cast(:orgs as text[])) or t.crew_code = any(cast(:orgs as text[])))
        )
    )
    and (cast(:state as text) is null or a.state = :state)
    and (cast(:after as uuid) is null or a.id > cast(:after as uuid))
order by a.id
limit :limit;
