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

-- name: shifts
select s.id, s.crew_code, s.day, s.starts_at, s.ends_at, s.vehicle, s.skills, s.capacity, st_x(s.depot) as lon, st_y(s.depot) as lat
from inspections.crew_shift s
join registry.organisation o on o.code = s.crew_code
where s.day = :day and coalesce(o.parent_code, o.code) = :house
order by s.crew_code, s.starts_at;
