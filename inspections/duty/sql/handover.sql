-- The sheet one shift of a desk hands to the next: what is open in its area, what is promised, what was done; and the signatures.

-- name: hazards
select t.number, t.state, d.name_zh as defect_zh, d.name_en as defect_en, t.place_zh, t.place_en, t.assignee_code, t.reported_at, t.due_at
from inspections.ticket t join inspections.defect d on d.code = t.defect_code
where t.closed_at is null and t.hazard and starts_with(t.community_code, :area)
order by t.due_at nulls first, t.number;

-- name: promises
-- Clocks that fall due before the next shift ends, those already late too; suspensions that end; pleas that wait for an answer.
select c.due_at as at, t.number, c.kind as what, t.place_zh, t.place_en
from inspections.ticket_clock c join inspections.ticket t on t.id = c.ticket_id
where c.met_at is null and c.superseded_at is null and c.due_at < :until and t.closed_at is null and starts_with(t.community_code, :area)
union all
select p.cap_at, t.number, 'suspension', t.place_zh, t.place_en
from inspections.clock_pause p join inspections.ticket t on t.id = p.ticket_id
where p.until is null and p.cause = 'suspended' and p.cap_at < :until and t.closed_at is null and starts_with(t.community_code, :area)
union all
select q.until, t.number, 'plea', t.place_zh, t.place_en
from inspections.ticket_plea q join inspections.ticket t on t.id = q.ticket_id
where q.second_at is null and q.denied_at is null and q.dropped_at is null and t.closed_at is null and starts_with(t.community_code, :area)
order by 1, 2, 3;

-- name: fallen
select t.number, f.org_code, f.reason_zh, f.reason_en, f.told_at
from inspections.duty_fallback f join inspections.ticket t on t.id = f.ticket_id and t.reopens = f.round
where t.closed_at is null and starts_with(t.community_code, :area)
order by f.told_at, t.number;

-- name: calls
-- The call backs that are due. Neither words nor place: a sheet stays when those of a request are erased.
select r.answered_at as at, r.number, r.assignee_code, coalesce(m.name_zh, '') as matter_zh, coalesce(m.name_en, '') as matter_en,
    exists (select from inspections.call_back_pick p where p.request_id = r.id) as drawn
from inspections.request r left join inspections.matter m on m.code = r.matter_code
where r.closed_at is null and r.answered_at is not null and starts_with(r.area_code, :area)
    and not exists (
        select from inspections.call_back b where b.request_id = r.id and b.at >= r.answered_at and b.opinion <> 'not_reached'
    )
order by drawn desc, r.answered_at, r.number
limit :most;

-- name: changes
-- Of a recovery which act it was, and why: both stand in what the event brought.
select e.at, t.number, e.action, e.from_state, e.to_state,
    case when e.action = 'recovery' then coalesce(e.data ->> 'reason', '') else e.reason end as reason,
    case when e.action = 'recovery' then e.data ->> 'act' end as act
from inspections.ticket_event e join inspections.ticket t on t.id = e.ticket_id
where e.at >= :begins_at and e.at < :ends_at and starts_with(t.community_code, :area)
order by e.seq;

-- name: earlier
select id, ends_at from inspections.duty_handover
where station_id = :station_id and ends_at < :ends_at and (outgoing_by is null or incoming_by is null)
order by ends_at;

-- name: store
insert into inspections.duty_handover (id, station_id, begins_at, ends_at, until, sheet, sha256, made_at, made_by)
values (:id, :station_id, :begins_at, :ends_at, :until, :sheet, :sha256, :now, :by)
on conflict (id) do nothing;

-- name: one
select * from inspections.duty_handover where id = :id;

-- name: lock
select * from inspections.duty_handover where id = :id for no key update;

-- name: sign_outgoing
update inspections.duty_handover set outgoing_by = :by, outgoing_at = :now, version = version + 1 where id = :id;

-- name: sign_incoming
update inspections.duty_handover set incoming_by = :by, incoming_at = :now, version = version + 1 where id = :id;

-- name: of_station
select * from inspections.duty_handover
where station_id = :station_id and (not :unsigned or outgoing_by is null or incoming_by is null)
    and (cast(:before as timestamptz) is null or ends_at < :before)
order by ends_at desc
limit :most;
