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
-- What is open, by who answers for it and by street; late as in the list, stuck by inspections.stuck_tickets.
with counted as (
    select coalesce(t.assignee_code, '') as department, coalesce(left(t.community_code, 9), '') as street, count(*) as open,
        count(*) filter (where t.hazard) as hazards,
        count(*) filter (where t.due_at < :now and t.repaired_at is null) as late,
        count(w.id) as stuck
    from inspections.ticket t
    left join inspections.stuck_tickets(:unmoved_since) w (id) on w.id = t.id
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
-- Grouped by community first, so that the areas are asked once a community and not once a ticket; month by month, for which an
-- index is read alone: half the time of sorting each ticket into its month.
with months as (
    select * from unnest(cast(:starts as timestamptz[]), cast(:ends as timestamptz[])) with ordinality m (starts_at, ends_at, n)
), counted as (
    select m.n, k.community_code, k.reported, k.due, k.in_time, 0 as closed
    from months m
    cross join lateral (
        select t.community_code, count(*) as reported,
            count(*) filter (where t.due_at is not null and (t.repaired_at is not null or t.due_at <= :now)) as due,
            count(*) filter (where t.repaired_at <= t.due_at) as in_time
        from inspections.ticket t
        where t.reported_at >= m.starts_at and t.reported_at < m.ends_at and t.reported_at <= :now
            and t.state not in ('void', 'refused')
        group by t.community_code
    ) k
    union all
    select m.n, k.community_code, 0, 0, 0, k.closed
    from months m
    cross join lateral (
        select t.community_code, count(*) as closed
        from inspections.ticket t
        where t.closed_at >= m.starts_at and t.closed_at < m.ends_at and t.closed_at <= :now
            and t.state not in ('void', 'refused')
        group by t.community_code
    ) k
)
select c.n, sum(c.reported) as reported, sum(c.due) as due, sum(c.in_time) as in_time, sum(c.closed) as closed
from counted c
where :everything or exists (select from unnest(cast(:areas as text[])) a where starts_with(c.community_code, a))
    or (:division and c.community_code is null)
group by c.n;

-- name: coverage
-- Running campaigns: covers with a result ("not found" and "no access" are results), and those of the days until today.
select c.id, c.name, c.starts_on, c.days, cast(sum(k.targets) as bigint) as covers,
    cast(sum(case when u.result = 'no_access' then k.targets else k.with_result end) as bigint) as seen,
    cast(coalesce(sum(k.targets) filter (where u.day_no <= cast(:today as date) - c.starts_on + 1), 0) as bigint) as planned
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
