-- A pair is judged: two tickets become one, or are two again. Locks in the order of filing.sql (cells, tickets without asset,
-- tickets), the pair last.

-- name: pair
select id, kind, first_id, second_id, score, state, survivor_id, version from inspections.duplicate_pair where id = :id;

-- name: lock_pair
select id, kind, first_id, second_id, score, state, survivor_id, version from inspections.duplicate_pair where id = :id
for no key update;

-- name: lock_tickets
select t.*, st_x(t.geom) as lon, st_y(t.geom) as lat from inspections.ticket t
where t.id in (:first_id, :second_id)
order by t.asset_code nulls first, case when t.asset_code is not null then t.defect_code end, t.id
for no key update;

-- name: decision
select id, pair_id, version, action, at, account_id, org_code, reason, data from inspections.duplicate_decision where id = :id;

-- name: last_merge
select id, pair_id, version, action, at, account_id, org_code, reason, data from inspections.duplicate_decision
where pair_id = :id and action = 'merge'
order by version desc
limit 1;

-- name: in_the_way
-- What a void ticket would leave behind: parts of it, a plea nobody decided, partners who work on it.
select (select count(*) from inspections.ticket c where c.parent_id = :id and c.closed_at is null) as children,
    (select count(*) from inspections.ticket_plea p
        where p.ticket_id = :id and p.second_at is null and p.denied_at is null and p.dropped_at is null) as pleas,
    (select count(*) from inspections.ticket_partner w where w.ticket_id = :id and w.done_at is null) as partners;

-- name: move_all_sightings
update inspections.ticket_sighting set ticket_id = :to_id where ticket_id = :from_id
returning observation_id;

-- name: move_sightings
update inspections.ticket_sighting set ticket_id = :to_id where observation_id = any(cast(:observations as uuid[]));

-- name: void
update inspections.ticket set state = 'void', version = version + 1, closed_at = :now where id = :id;

-- name: restore
update inspections.ticket set state = :state, version = version + 1, closed_at = null where id = :id;

-- name: rival
-- The open ticket that stands where a restored one would.
select number from inspections.ticket
where asset_code = :asset_code and defect_code = :defect_code and closed_at is null and parent_id is null and id <> :id;

-- name: hold_asset
-- For share: it stands until the ticket is open, and then whoever would retire it is told of the ticket.
select status from registry.asset where code = :code for share;

-- name: merged_into
select s.number from inspections.duplicate_pair p
join inspections.ticket s on s.id = p.survivor_id
where p.state = 'merged' and p.kind = 'ticket' and :id in (p.first_id, p.second_id) and p.survivor_id <> :id;

-- name: store_decision
insert into inspections.duplicate_decision (id, pair_id, version, action, at, account_id, org_code, reason, data)
values (:id, :pair_id, :version, :action, :at, :account_id, :org_code, :reason, cast(:data as jsonb));

-- name: set_state
update inspections.duplicate_pair set state = :state, survivor_id = :survivor_id, version = :version where id = :id;

-- name: by_rule
-- What may be merged without a person: of one defect, and never of two known assets.
select p.id, p.version
from inspections.duplicate_pair p
join inspections.ticket a on a.id = p.first_id
join inspections.ticket b on b.id = p.second_id
where p.kind = 'ticket' and p.state = 'suggested' and p.score >= :merge_at
    and a.closed_at is null and b.closed_at is null and a.defect_code = b.defect_code and a.hazard = b.hazard
    and (a.asset_code is null or b.asset_code is null or a.asset_code = b.asset_code)
    and a.dispatched_at is null and b.dispatched_at is null
order by p.score desc, p.id;
