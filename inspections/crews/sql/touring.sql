-- Plans of crews' days: what goes into them, and how they are kept.

-- name: open_tickets
-- `crew_code` is whom a person gave it to. What the publication of a plan gave to the crew of a stop another plan may move.
select t.id as ticket_id, t.number, coalesce(t.asset_code, t.number) as place_key, t.assignee_code, t.class_code, t.community_code,
    case when not exists (
        select from inspections.tour_plan p
        join inspections.tour_stop s on s.plan_id = p.id and s.crew_code = t.crew_code and s.ticket_ids @> array[t.id]
        where p.house_code = t.assignee_code and p.published_at = given.at) then t.crew_code end as crew_code,
    t.defect_code, d.priority, t.hazard, t.due_at, st_x(t.geom) as lon, st_y(t.geom) as lat
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code
left join lateral (
    select e.at from inspections.ticket_event e where e.ticket_id = t.id and e.data ? 'crew_code' and t.crew_code is not null
    order by e.version desc limit 1) given on true
where t.assignee_code = :house and t.state in ('dispatched', 'accepted')
    and (:everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null))
order by t.number;

-- name: begun
select t.id from inspections.ticket t
where t.id = any(cast(:ids as uuid[])) and (t.arrived_at is not null or t.repaired_at is not null or t.closed_at is not null);

-- name: no_longer_to_do
select t.number, t.state from inspections.ticket t
where t.id = any(cast(:ids as uuid[])) and (t.assignee_code is distinct from :house or t.state not in ('dispatched', 'accepted'))
order by t.number;

-- name: roads_version
select count(*) as segments, coalesce(max(change_id), 0) as change, (select cast(oid as bigint) from pg_database where datname = current_database()) as base
from registry.road_segment;

-- name: roads
select code, road_class, width_m, st_asbinary(geom) as shape from registry.road_segment order by code;

-- name: plan
select id, day, house_code, state, version, follows_id, parameters, cost, moves, made_at, made_by, published_at
from inspections.tour_plan where id = :id;

-- name: lock_plan
select id, house_code, day, state, version, follows_id from inspections.tour_plan where id = :id for update;

-- name: stops
select crew_code, position, job, ticket_ids, priority, load, arrives_at, ends_at, due_at, fixed, leg_m, leg_s,
    st_x(geom) as lon, st_y(geom) as lat
from inspections.tour_stop where plan_id = :id order by crew_code, position;

-- name: store_plan
insert into inspections.tour_plan (id, day, house_code, follows_id, parameters, cost, moves, made_at, made_by)
values (:id, :day, :house_code, :follows_id, :parameters, :cost, :moves, :made_at, :made_by);

-- name: store_tour
insert into inspections.tour (plan_id, crew_code, shift_id, metres, path)
values (:plan_id, :crew_code, :shift_id, :metres, st_geomfromwkb(cast(:path as bytea), 4326));

-- name: store_stop
insert into inspections.tour_stop
    (plan_id, crew_code, position, job, ticket_ids, priority, load, arrives_at, ends_at, due_at, fixed, leg_m, leg_s, geom)
values (:plan_id, :crew_code, :position, :job, :ticket_ids, :priority, :load, :arrives_at, :ends_at, :due_at, :fixed, :leg_m, :leg_s,
    st_setsrid(st_makepoint(:lon, :lat), 4326));

-- name: store_left
insert into inspections.tour_left (plan_id, job, ticket_ids, reasons, words_zh, words_en)
values (:plan_id, :job, :ticket_ids, :reasons, :words_zh, :words_en);

-- name: replace_published
update inspections.tour_plan set state = 'replaced', version = version + 1
where house_code = :house and day = :day and state = 'published' and id = :follows;

-- name: to_assign
select t.id, t.version, s.crew_code
from inspections.tour_stop s
join inspections.ticket t on t.id = any(s.ticket_ids)
where s.plan_id = :id and not s.fixed and s.crew_code <> :house and t.crew_code is distinct from s.crew_code
order by s.crew_code, s.position, t.number;

-- name: publish
update inspections.tour_plan set state = 'published', version = version + 1, published_at = :now where id = :id
returning version;
