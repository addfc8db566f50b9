-- What the three rates are taken over; see inspections.requests.rates for what each means.

-- name: figures
-- A request is counted when it was due, when its present answer was given, and at each call back that reached somebody.
-- Each kind brings what the request is grouped and seen by, so that only the requests of the period are read.
with counted as (
    select r.id, 'due' as kind, r.respond_by as at, coalesce(r.contacted_at <= r.respond_by, false) as good, cast(null as text) as opinion, false as contacted,
        r.assignee_code, r.assigned_at, r.area_code, r.channel
    from inspections.request r
    where r.respond_by >= :from_at and r.respond_by < least(cast(:until_at as timestamptz), cast(:now as timestamptz)) and r.state <> 'refused'
    union all
    select r.id, 'answered', r.answered_at, r.result_code = 'solved', null, false, r.assignee_code, r.assigned_at, r.area_code, r.channel
    from inspections.request r
    where r.answered_at >= :from_at and r.answered_at < :until_at
    union all
    select b.request_id, 'called', b.at, b.solved, b.opinion, b.contacted, r.assignee_code, r.assigned_at, r.area_code, r.channel
    from inspections.call_back b
    join inspections.request r on r.id = b.request_id
    where b.at >= :from_at and b.at < :until_at and b.opinion <> 'not_reached'
), left_out as (
    select request_id, bool_or(rate = 'response') as response, bool_or(rate = 'solution') as solution,
        bool_or(rate = 'satisfaction') as satisfaction
    from inspections.rate_appeal
    where approved
    group by request_id
), grouped as (
    select c.kind, c.good, c.opinion, c.contacted, coalesce(l.response, false) as out_of_response,
        coalesce(l.solution, false) as out_of_solution, coalesce(l.satisfaction, false) as out_of_satisfaction,
        case cast(:by as text)
            when 'department' then c.assignee_code
            when 'street' then case when length(c.area_code) > 6 then left(c.area_code, 9) end
            when 'channel' then c.channel
            when 'month' then to_char(c.at at time zone :zone, 'YYYY-MM')
        end as code
    from counted c
    left join left_out l on l.request_id = c.id
    where :everything or (c.assignee_code = any(cast(:orgs as text[])) and c.assigned_at is not null)
        or exists (select from unnest(cast(:areas as text[])) a where starts_with(c.area_code, a))
)
select g.code, coalesce(min(o.name_zh), min(s.name_zh), '') as name_zh,
    count(*) filter (where g.kind = 'due') as due,
    count(*) filter (where g.kind = 'due' and not g.out_of_response) as due_adjusted,
    count(*) filter (where g.kind = 'due' and g.good) as in_time,
    count(*) filter (where g.kind = 'due' and g.good and not g.out_of_response) as in_time_adjusted,
    count(*) filter (where g.kind = 'answered') as answered,
    count(*) filter (where g.kind = 'answered' and not g.out_of_solution) as answered_adjusted,
    count(*) filter (where g.kind = 'answered' and g.good) as solved,
    count(*) filter (where g.kind = 'answered' and g.good and not g.out_of_solution) as solved_adjusted,
    count(*) filter (where g.kind = 'called') as calls_response,
    count(*) filter (where g.kind = 'called' and not g.out_of_response) as calls_response_adjusted,
    count(*) filter (where g.kind = 'called' and g.contacted) as contacted,
    count(*) filter (where g.kind = 'called' and g.contacted and not g.out_of_response) as contacted_adjusted,
    count(*) filter (where g.kind = 'called') as calls_solution,
    count(*) filter (where g.kind = 'called' and not g.out_of_solution) as calls_solution_adjusted,
    count(*) filter (where g.kind = 'called' and g.good) as said_solved,
    count(*) filter (where g.kind = 'called' and g.good and not g.out_of_solution) as said_solved_adjusted,
    count(*) filter (where g.kind = 'called') as calls_satisfaction,
    count(*) filter (where g.kind = 'called' and not g.out_of_satisfaction) as calls_satisfaction_adjusted,
    count(*) filter (where g.kind = 'called' and g.opinion = 'satisfied') as satisfied,
    count(*) filter (where g.kind = 'called' and g.opinion = 'satisfied' and not g.out_of_satisfaction) as satisfied_adjusted,
    count(*) filter (where g.kind = 'called' and g.opinion = 'basically') as basically,
    count(*) filter (where g.kind = 'called' and g.opinion = 'basically' and not g.out_of_satisfaction) as basically_adjusted
from grouped g
left join registry.organisation o on cast(:by as text) = 'department' and o.code = g.code
left join registry.street s on cast(:by as text) = 'street' and s.code = g.code
group by g.code
order by g.code nulls last;
