-- What a repair needs, and who works when.

-- name: store_need
insert into inspections.job_need (defect_code, class_code, setup_minutes, work_minutes, skills, load, source)
values (:defect_code, :class_code, :setup_minutes, :work_minutes, :skills, :load, :source)
on conflict on constraint job_need_once do update
set setup_minutes = excluded.setup_minutes, work_minutes = excluded.work_minutes, skills = excluded.skills,
    load = excluded.load, source = excluded.source;

-- name: needs
select defect_code, class_code, setup_minutes, work_minutes, skills, load from inspections.job_need;

-- name: store_shift
insert into inspections.crew_shift (id, crew_code, day, starts_at, ends_at, vehicle, skills, capacity, depot)
values (:id, :crew_code, :day, :starts_at, :ends_at, :vehicle, :skills, :capacity,
    st_setsrid(st_makepoint(:lon, :lat), 4326))
on conflict (id) do nothing;

-- name: keep_shift
-- What a roster made, with its hours of now; those that somebody typed are there, and stay.
insert into inspections.crew_shift (id, crew_code, day, starts_at, ends_at, vehicle, skills, capacity, depot, by_roster)
values (:id, :crew_code, :day, :starts_at, :ends_at, :vehicle, :skills, :capacity,
    st_setsrid(st_makepoint(:lon, :lat), 4326), true)
on conflict (id) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at, by_roster = true
where (crew_shift.starts_at, crew_shift.ends_at, crew_shift.by_roster) is distinct from (excluded.starts_at, excluded.ends_at, true);

-- name: shifts
-- Of the day, and of each crew the last one before it: what it drives with. The nearest first.
select s.id, s.crew_code, s.day, s.starts_at, s.ends_at, s.vehicle, s.skills, s.capacity, st_x(s.depot) as lon, st_y(s.depot) as lat,
    s.by_roster
from registry.organisation o
cross join lateral (
    (select * from inspections.crew_shift where crew_code = o.code and day = :day)
    union all
    (select * from inspections.crew_shift where crew_code = o.code and day < :day order by day desc, by_roster, starts_at limit 1)) s
where coalesce(o.parent_code, o.code) = :house
order by s.crew_code, s.day desc, s.by_roster, s.starts_at;

-- name: stations
select s.id, s.org_code
from inspections.duty_station s
join registry.organisation o on o.code = s.org_code
where s.kind = 'crew' and s.closed_at is null and coalesce(o.parent_code, o.code) = :house;
