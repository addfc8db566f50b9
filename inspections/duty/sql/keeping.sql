-- Stations, rosters, shifts, leave and stand-ins as they are kept.

-- name: add_station
insert into inspections.duty_station (id, kind, area_code, org_code, name, supervisor_id, always, may_double, made_at, made_by)
values (:id, :kind, :area_code, :org_code, :name, :supervisor_id, :always, :may_double, :now, :by)
on conflict (id) do nothing;

-- name: station
select * from inspections.duty_station where id = :id;

-- name: stations
select * from inspections.duty_station
where closed_at is null and (cast(:after as uuid) is null or id > :after) and (
    :everything
    or exists (select from unnest(cast(:areas as text[])) area where starts_with(area_code, area))
    or org_code = any (cast(:orgs as text[])))
order by id
limit :most;

-- name: change_station
update inspections.duty_station
set name = :name, supervisor_id = :supervisor_id, always = :always, closed_at = :closed_at, version = version + 1
where id = :id and version = :version;

-- name: add_roster
insert into inspections.duty_roster (id, station_id, time_zone, starts_on, cycle_days, slots, calendar_code, on_days_off, make_up_as,
    made_at, made_by)
values (:id, :station_id, :time_zone, :starts_on, :cycle_days, cast(:slots as jsonb), :calendar_code, :on_days_off, :make_up_as,
    :now, :by)
on conflict (id) do nothing;

-- name: roster
select * from inspections.duty_roster where id = :id;

-- name: add_shifts
insert into inspections.duty_shift (id, station_id, roster_id, account_id, begins_at, ends_at, doubles, made_at, made_by)
select s.id, s.station_id, s.roster_id, s.account_id, s.begins_at, s.ends_at, t.may_double, :now, :by
from jsonb_to_recordset(cast(:shifts as jsonb)) as s (
    id uuid, station_id uuid, roster_id uuid, account_id uuid, begins_at timestamptz, ends_at timestamptz)
join inspections.duty_station t on t.id = s.station_id
on conflict (id) do nothing;

-- name: shift
select * from inspections.duty_shift where id = :id;

-- name: cancel_shift
update inspections.duty_shift set cancelled_at = :now, cancelled_by = :by where id = :id and cancelled_at is null;

-- name: shifts
select * from inspections.duty_shift
where station_id = any (cast(:stations as uuid[])) and cancelled_at is null and begins_at < :until and ends_at > :since
order by begins_at, account_id;

-- name: add_leave
insert into inspections.duty_leave (id, account_id, begins_at, ends_at, kind, told_at, told_by)
values (:id, :account_id, :begins_at, :ends_at, :kind, :now, :by)
on conflict (id) do nothing;

-- name: leave
select * from inspections.duty_leave where id = :id;

-- name: cancel_leave
update inspections.duty_leave set cancelled_at = :now where id = :id and cancelled_at is null;

-- name: leaves
select * from inspections.duty_leave where cancelled_at is null and begins_at < :until and ends_at > :since order by begins_at, id;

-- name: add_stand_in
insert into inspections.duty_stand_in (id, account_id, stand_in_id, begins_at, ends_at, asked_at, asked_by)
values (:id, :account_id, :stand_in_id, :begins_at, :ends_at, :now, :by)
on conflict (id) do nothing;

-- name: stand_in
select * from inspections.duty_stand_in where id = :id;

-- name: approve_stand_in
update inspections.duty_stand_in set approved_at = :now, approved_by = :by
where id = :id and approved_at is null and cancelled_at is null;

-- name: cancel_stand_in
update inspections.duty_stand_in set cancelled_at = :now where id = :id and cancelled_at is null;

-- name: stand_ins
-- What was approved alone counts.
select * from inspections.duty_stand_in
where cancelled_at is null and approved_at is not null and begins_at < :until and ends_at > :since
order by begins_at, id;

-- name: supervises
-- Whether an account supervises a station where the other has a shift from now on.
select exists (
    select from inspections.duty_station t join inspections.duty_shift s on s.station_id = t.id
    where t.supervisor_id = :supervisor and t.closed_at is null and s.account_id = :account and s.ends_at > :now and s.cancelled_at is null);

-- name: person
-- The house somebody works for (of a crew the organisation it belongs to), and their areas.
select case o.kind when 'crew' then coalesce(o.parent_code, o.code) else o.code end as house,
    array(select area_code from access.account_area where account_id = a.id) as areas
from access.account a left join registry.organisation o on o.code = a.org_code
where a.id = :account;
