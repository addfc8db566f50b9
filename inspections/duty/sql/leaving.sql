-- What somebody who leaves has in hand, and giving it to somebody else.

-- name: shares
-- Shares of campaigns that are under way, unless the other would look twice at one unit.
select a.id, a.number, c.id as campaign_id, c.name as campaign,
    exists (
        select from inspections.campaign_unit u
        join inspections.assignment other
            on other.id = case a.id when u.assignment_id then u.second_assignment_id else u.assignment_id end
        where a.id in (u.assignment_id, u.second_assignment_id) and other.account_id = cast(:successor as uuid)) as twice
from inspections.assignment a join inspections.campaign c on c.id = a.campaign_id
where a.account_id = :account and c.ended_at is null
order by c.name, a.number;

-- name: give_share
update inspections.assignment set account_id = :successor where id = :id;

-- name: touch_campaigns
update inspections.campaign set version = version + 1 where id = any (cast(:campaigns as uuid[]));

-- name: shifts
-- What is under way or ahead; `taken`: the other is on duty somewhere else at that time.
select s.*, t.name as station, t.may_double,
    not s.doubles and exists (
        select from inspections.duty_shift o
        where o.account_id = cast(:successor as uuid) and o.cancelled_at is null and not o.doubles
          and tstzrange(o.begins_at, o.ends_at) && tstzrange(s.begins_at, s.ends_at)) as taken
from inspections.duty_shift s join inspections.duty_station t on t.id = s.station_id
where s.account_id = :account and s.cancelled_at is null and s.ends_at > :now
order by s.begins_at, s.id;

-- name: add_shift
insert into inspections.duty_shift (id, station_id, roster_id, account_id, begins_at, ends_at, doubles, made_at, made_by)
select :id, station_id, roster_id, :successor, greatest(begins_at, :now), ends_at, doubles, :now, :by
from inspections.duty_shift where id = :shift;

-- name: stand_ins
-- Whom they were to act for.
select s.id, s.account_id, a.name, s.begins_at, s.ends_at
from inspections.duty_stand_in s join access.account a on a.id = s.account_id
where s.stand_in_id = :account and s.cancelled_at is null and s.ends_at > :now
order by s.begins_at, s.id;

-- name: cancel_own
-- Nobody acts for somebody who is not there any more, and their leave ends.
with own as (
    update inspections.duty_stand_in set cancelled_at = :now
    where account_id = :account and cancelled_at is null and ends_at > :now
)
update inspections.duty_leave set cancelled_at = :now where account_id = :account and cancelled_at is null and begins_at > :now;

-- name: stations
select id, name from inspections.duty_station where supervisor_id = :account and closed_at is null order by name, id;

-- name: give_stations
update inspections.duty_station set supervisor_id = :successor, version = version + 1
where supervisor_id = :account and closed_at is null;

-- name: rosters
-- Rosters that would make shifts of them anew: the newest of each open station.
select t.name from inspections.duty_station t
join lateral (select r.slots from inspections.duty_roster r where r.station_id = t.id order by r.made_at desc, r.id limit 1) r on true
where t.closed_at is null and exists (
    select from jsonb_array_elements(r.slots) slot where slot -> 'accounts' ? cast(:account as text))
order by t.name;

-- name: guards
-- Whom they stand by at this moment.
select post from inspections.guard where account_id = :account and ended_at is null and until > :now order by until, id;

-- name: posts
select k.name_zh, k.name_en, p.place_code
from registry.post p join registry.post_holder h on h.id = p.holder_id join registry.post_kind k on k.code = p.kind
where h.account_id = :account and (p.until is null or p.until > :now) and not k.party
order by p.place_code, k.position;
