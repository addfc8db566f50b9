-- Storms: declared, graded, ended; what holds at a moment; what a report of one counts.

-- name: storm
select * from inspections.storm where id = :id;

-- name: lock_storm
select id from inspections.storm where id = :id for no key update;

-- name: storms
select * from inspections.storm s
where (:everything or exists (
        select from unnest(cast(:areas as text[])) area where starts_with(s.area_code, area) or starts_with(area, s.area_code)))
    and (cast(:after as uuid) is null or (s.begins_at, s.id) < (
        select l.begins_at, l.id from inspections.storm l where l.id = :after))
order by s.begins_at desc, s.id desc
limit :limit;

-- name: holding
-- The storm that holds for a place at a moment; that of the smallest area where there are several. Without a community a place is
-- within whole divisions alone.
select id, level, profile, tour_minutes
from inspections.storm
where begins_at <= :now and (ended_at is null or ended_at > :now)
    and (starts_with(cast(:community as text), area_code) or (cast(:community as text) is null and length(area_code) = 6))
order by length(area_code) desc, begins_at desc
limit 1;

-- name: shortest
-- What a tour through several communities (or cells of them) takes at most: in each the storm that holds there.
select min(held.tour_minutes)
from (select distinct code from unnest(cast(:communities as text[])) code) entered
cross join lateral (
    select s.tour_minutes from inspections.storm s
    where s.begins_at <= :now and (s.ended_at is null or s.ended_at > :now)
        and (starts_with(entered.code, s.area_code) or (entered.code is null and length(s.area_code) = 6))
    order by length(s.area_code) desc, s.begins_at desc limit 1) held;

-- name: knows_profile
select exists (select from inspections.time_limit where profile = :profile);

-- name: knows_area
select exists (select from registry.division where code = :code)
    or exists (select from registry.street where code = :code)
    or exists (select from registry.community where code = :code);

-- name: declare
insert into inspections.storm (id, area_code, level, profile, tour_minutes, begins_at, declared_by)
values (:id, :area_code, :level, :profile, :tour_minutes, :now, :by)
on conflict (id) do nothing
returning id;

-- name: grade
update inspections.storm set level = :level, version = version + 1 where id = :id;

-- name: end
update inspections.storm set ended_at = :now, ended_by = :by, version = version + 1 where id = :id;

-- name: event
select storm_id, action, level, account, reason from inspections.storm_event where id = :id;

-- name: events
select id, version, action, level, at, account, reason from inspections.storm_event where storm_id = :id order by version;

-- name: tell
insert into inspections.storm_event (id, storm_id, version, action, level, at, account, reason)
select :id, s.id, s.version, :action, s.level, :now, :by, :reason from inspections.storm s where s.id = :storm_id;

-- name: watchers
select g.*, p.name as place
from inspections.guard g
join inspections.low_point p on p.id = g.low_point_id
where g.storm_id = :id
order by g.begins_at, g.id;

-- name: hazards
-- Reported while it lasted, and not found untrue.
select t.id, t.number, t.reported_at, t.place_zh, t.place_en, d.name_zh as defect_zh, d.name_en as defect_en, d.hole,
    least(t.made_safe_at, t.repaired_at) as safe_at, coalesce(t.repaired_at, t.closed_at) as made_good_at
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code
where t.hazard and t.state not in ('void', 'refused') and starts_with(t.community_code, :area)
    and t.reported_at >= :begins_at and t.reported_at < :ends_at
order by t.reported_at, t.number;

-- name: open_before
-- Shafts that were open already when it began.
select t.id, t.number, t.reported_at, t.place_zh, t.place_en, d.name_zh as defect_zh, d.name_en as defect_en, d.hole,
    least(t.made_safe_at, t.repaired_at) as safe_at, coalesce(t.repaired_at, t.closed_at) as made_good_at
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code and d.hole
where t.state not in ('void', 'refused') and starts_with(t.community_code, :area)
    and t.reported_at < :begins_at and coalesce(t.repaired_at, t.closed_at, 'infinity') > :begins_at
order by t.reported_at, t.number;
