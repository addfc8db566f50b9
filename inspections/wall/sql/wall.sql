-- The figures of the wall in one's areas (as in tickets/sql/listing.sql). Void and refused tickets count nowhere: nothing was to mend.

-- name: today
select
    (select count(*) from inspections.ticket t
        where t.reported_at >= :day and t.reported_at <= :now and t.state not in ('void', 'refused')
            and (:everything or exists (select from unnest(cast(:areas as text[])) a where starts_with(t.community_code, a))
                or (:division and t.community_code is null))) as reported,
    (select count(*) from inspections.ticket t
        where t.closed_at >= :day and t.closed_at <= :now and t.state not in ('void', 'refused')
            and (:everything or exists (select from unnest(cast(:areas as text[])) a where starts_with(t.community_code, a))
                or (:division and t.community_code is null))) as closed;

-- name: standing
-- What is open, by who answers for it and by street; late as in the list, stuck by inspections.ticket_turn.
with counted as (
    select coalesce(t.assignee_code, '') as department, coalesce(left(t.community_code, 9), '') as street, count(*) as open,
        count(*) filter (where t.hazard) as hazards,
        count(*) filter (where t.due_at < :now and t.repaired_at is null) as late,
        count(*) filter (where w.moved_at < :unmoved_since) as stuck
    from inspections.ticket t
    left join inspections.ticket_turn w on w.ticket_id = t.id
    where t.closed_at is null
        and (:everything or exists (select from unnest(cast(:areas as text[])) a where starts_with(t.community_code, a))
            or (:division and t.community_code is null))
    group by 1, 2
)
select c.*, o.name_zh as department_zh, o.name_en as department_en, s.name_zh as street_zh, s.name_en as street_en
from counted c
left join registry.organisation o on o.code = c.department
left join registry.street s on s.code = c.street;

-- name: months
-- By the month of the report: reported, due and in time as the printed month counts them. By the month of the closing: closed.
-- Grouped by community first, so that the areas are asked once a community and not once a ticket.
with reported as (
    select t.community_code, width_bucket(t.reported_at, cast(:starts as timestamptz[])) as n, count(*) as reported,
        count(*) filter (where t.due_at is not null and (t.repaired_at is not null or t.due_at <= :now)) as due,
        count(*) filter (where t.repaired_at <= t.due_at) as in_time
    from inspections.ticket t
    where t.reported_at >= :first and t.reported_at <= :now and t.state not in ('void', 'refused')
    group by 1, 2
), closed as (
    select t.community_code, width_bucket(t.closed_at, cast(:starts as timestamptz[])) as n, count(*) as closed
    from inspections.ticket t
    where t.closed_at >= :first and t.closed_at <= :now and t.state not in ('void', 'refused')
    group by 1, 2
), both_ as (
    select community_code, n, reported, due, in_time, 0 as closed from reported
    union all
    select community_code, n, 0, 0, 0, closed from closed
)
select b.n, sum(b.reported) as reported, sum(b.due) as due, sum(b.in_time) as in_time, sum(b.closed) as closed
from both_ b
where :everything or exists (select from unnest(cast(:areas as text[])) a where starts_with(b.community_code, a))
    or (:division and b.community_code is null)
group by b.n;

-- name: coverage
-- Running campaigns: covers with a result ("not found" and "no access" are results), and those of the days until today.
select c.id, c.name, c.starts_on, c.days, sum(k.targets) as covers,
    sum(case when u.result = 'no_access' then k.targets else k.with_result end) as seen,
    coalesce(sum(k.targets) filter (where u.day_no <= cast(:today as date) - c.starts_on + 1), 0) as planned
from inspections.campaign c
join inspections.campaign_unit u on u.campaign_id = c.id
join (
    select t.unit_id, count(*) as targets, count(t.result) as with_result
    from inspections.target t
    where t.campaign_id in (select r.id from inspections.campaign r where r.state = 'running')
    group by t.unit_id
) k on k.unit_id = u.id
where c.state = 'running'
    and (:everything or exists (select from unnest(cast(:areas as text[])) a where starts_with(u.community_code, a))
        or (:division and u.community_code is null))
group by c.id
order by c.starts_on, c.name;
