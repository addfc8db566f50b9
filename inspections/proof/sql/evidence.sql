-- What devices say of their pictures, and the pictures of a ticket with all that is known of them.

-- name: lock_ticket
select id from inspections.ticket where id = :id for no key update;

-- name: ticket_of_step
select ticket_id from inspections.ticket_event where id = :step_id;

-- name: store
insert into inspections.photo_evidence (
    ticket_id, original_sha256, stage, step_id, geom, accuracy_m, fix_age_s, datum, device_time, taken_at, skew_s,
    account_id, org_code, received_at, content_sha256
)
values (
    :ticket_id, :original_sha256, :stage, :step_id, st_setsrid(st_makepoint(:lon, :lat), 4326), :accuracy_m, :fix_age_s,
    :datum, :device_time, :taken_at, :skew_s, :account_id, :org_code, :now, :content_sha256
)
on conflict do nothing;

-- name: known
select content_sha256 from inspections.photo_evidence where ticket_id = :ticket_id and original_sha256 = :original_sha256;

-- name: promise
insert into inspections.photo_promise (subject_kind, subject_id, original_sha256)
values ('ticket_event', :step_id, :original_sha256)
on conflict do nothing;

-- name: ticket
select t.*, st_x(t.geom) as lon, st_y(t.geom) as lat from inspections.ticket t where t.id = :id;

-- name: shots
-- The pictures of the present repair: told of by a device; named by a step without a word (what it shows is that of the step); and of
-- before those of the sightings. What a repair showed that had to be done again counts no more.
with again as (
    select coalesce(max(version), 0) as version from inspections.ticket_event where ticket_id = :id and action in ('rework', 'reopen')
),
named as (
    select v.original_sha256, v.stage, v.geom, v.accuracy_m, v.fix_age_s, v.taken_at, e.version
    from inspections.photo_evidence v
    left join inspections.ticket_event e on e.id = v.step_id
    where v.ticket_id = :id
    union all
    select p.original_sha256, case e.action when 'repair' then 'after' when 'make_safe' then 'barrier' else 'check' end,
        null, null, null, null, e.version
    from inspections.ticket_event e
    join inspections.photo_promise p on p.subject_kind = 'ticket_event' and p.subject_id = e.id
    where e.ticket_id = :id and e.action in ('repair', 'make_safe', 'verify')
        and not exists (
            select from inspections.photo_evidence v where v.ticket_id = :id and v.original_sha256 = p.original_sha256)
    union all
    select p.original_sha256, 'before', o.geom, o.accuracy_m, 0, o.observed_at, null
    from inspections.ticket_sighting s
    join inspections.observation o on o.id = s.observation_id
    join inspections.photo_promise p on p.subject_kind = 'observation' and p.subject_id = o.id
    where s.ticket_id = :id
)
select n.original_sha256, n.stage, st_x(n.geom) as lon, st_y(n.geom) as lat, n.accuracy_m, n.fix_age_s, n.taken_at,
    p.sha256, st_x(p.geom) as file_lon, st_y(p.geom) as file_lat, p.taken_at as file_taken_at
from named n
cross join again
left join lateral (
    select f.sha256, f.geom, f.taken_at from inspections.photo f
    left join inspections.photo_original o on o.sha256 = f.sha256 and o.original_sha256 = n.original_sha256
    where o.original_sha256 is not null or f.sha256 = n.original_sha256
    limit 1
) p on true
where n.stage = 'before' or n.version is null or n.version > again.version
order by n.taken_at nulls last, n.original_sha256;
