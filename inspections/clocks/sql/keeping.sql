-- Limits and calendars, version after version.

-- name: lock
-- Two that change the same thing at once follow each other.
select pg_advisory_xact_lock(hashtext('inspections.time_limit and calendar'));

-- name: latest_limits
-- The last version of each limit, also one that is valid from a moment to come.
select distinct on (profile, kind, defect_code, condition)
    id, profile, kind, defect_code, condition, version, amount, unit, calendar_code, warn_share, escalate_share, supervise_share,
    source, valid_from, changed_at, changed_by
from inspections.time_limit
where (cast(:profile as text) is null or profile = :profile)
order by profile, kind, defect_code nulls first, condition, version desc;

-- name: versions
select id, profile, kind, defect_code, condition, version, amount, unit, calendar_code, warn_share, escalate_share, supervise_share,
    source, valid_from, changed_at, changed_by
from inspections.time_limit
where profile = :profile and kind = :kind and defect_code is not distinct from :defect_code and condition = :condition
order by version desc;

-- name: store_limits
insert into inspections.time_limit (profile, kind, defect_code, condition, version, amount, unit, calendar_code, warn_share,
    escalate_share, supervise_share, source, valid_from, changed_at, changed_by)
values (:profile, :kind, :defect_code, :condition, :version, :amount, :unit, :calendar_code, :warn_share,
    :escalate_share, :supervise_share, :source, :valid_from, :changed_at, :changed_by);

-- name: known
select exists (select from inspections.defect where code = :defect_code) as defect,
    exists (select from inspections.calendar where code = :calendar_code) as calendar;

-- name: latest_calendars
select distinct on (code) code, version, name_zh, name_en, time_zone, weekdays, hours, days_off, make_up_days, years, source,
    changed_at, changed_by
from inspections.calendar
where (cast(:code as text) is null or code = :code)
order by code, version desc;

-- name: store_calendar
insert into inspections.calendar (code, version, name_zh, name_en, time_zone, weekdays, hours, days_off, make_up_days, years,
    source, changed_at, changed_by)
values (:code, :version, :name_zh, :name_en, :time_zone, :weekdays, :hours, :days_off, :make_up_days, :years, :source,
    :changed_at, :changed_by);

-- name: moment
select clock_timestamp();
