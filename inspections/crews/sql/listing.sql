-- Plans and tours as somebody may see them.

-- name: plans
select id, day, house_code, state, version, follows_id, cost, made_at, published_at
from inspections.tour_plan
where (:desk or house_code = any(cast(:orgs as text[])))
    and (cast(:day as date) is null or day = :day) and (cast(:house as text) is null or house_code = :house)
    and (cast(:after as timestamptz) is null or made_at < :after)
order by made_at desc, id limit :limit;

-- name: plan
select id, day, house_code, state, version, follows_id, parameters, cost, moves, made_at, made_by, published_at
from inspections.tour_plan where id = :id;

-- name: hidden
select exists (
    select from inspections.tour_stop s join inspections.ticket t on t.id = any(s.ticket_ids)
    where s.plan_id = :id and not (:everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null)));

-- name: tours
select t.plan_id, t.crew_code, s.vehicle, s.starts_at, s.ends_at, t.metres, st_asgeojson(t.path) as path
from inspections.tour t join inspections.crew_shift s on s.id = t.shift_id
where t.plan_id = :id and (cast(:crew as text) is null or t.crew_code = :crew)
order by t.crew_code;

-- name: stops
select s.crew_code, s.position, s.job, s.ticket_ids, s.priority, s.arrives_at, s.ends_at, s.due_at, s.fixed, s.load, s.leg_m, s.leg_s,
    st_x(s.geom) as lon, st_y(s.geom) as lat, first.place_zh, first.place_en, first.accuracy_m, every.numbers, every.to_do
from inspections.tour_stop s
join inspections.tour_plan p on p.id = s.plan_id
join inspections.ticket first on first.id = s.ticket_ids[1]
cross join lateral (
    select array_agg(t.number order by t.number) as numbers,
        bool_or(t.assignee_code = p.house_code and t.state in ('dispatched', 'accepted')) as to_do
    from inspections.ticket t where t.id = any(s.ticket_ids)) every
where s.plan_id = :id and (cast(:crew as text) is null or s.crew_code = :crew)
order by s.crew_code, s.position;

-- name: left_out
select l.job, l.ticket_ids, l.reasons, l.words_zh, l.words_en,
    (select array_agg(t.number order by t.number) from inspections.ticket t where t.id = any(l.ticket_ids)) as numbers
from inspections.tour_left l where l.plan_id = :id order by l.job;

-- name: mine
select p.id from inspections.tour_plan p
join inspections.tour t on t.plan_id = p.id
join inspections.crew_shift s on s.id = t.shift_id
where p.state = 'published' and t.crew_code = :crew and s.ends_at > :now
order by s.starts_at limit 1;
