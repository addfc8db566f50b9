-- Pictures that came, and who may see them.

-- name: find
select p.sha256, p.width_px, p.height_px, p.size_bytes, st_x(p.geom) as lon, st_y(p.geom) as lat, p.taken_at, p.uploaded_at
from inspections.photo p
left join inspections.photo_original o on o.sha256 = p.sha256
where p.sha256 = :sha256 or o.original_sha256 = :sha256
limit 1;

-- name: store
insert into inspections.photo (
    sha256, media_type, width_px, height_px, size_bytes, taken_at, geom, uploaded_by, uploaded_at
)
values (
    :sha256, :media_type, :width_px, :height_px, :size_bytes, :taken_at, st_setsrid(st_makepoint(:lon, :lat), 4326),
    :uploaded_by, :now
)
on conflict (sha256) do nothing;

-- name: store_original
insert into inspections.photo_original (original_sha256, sha256) values (:original_sha256, :sha256)
on conflict (original_sha256) do nothing;

-- name: subjects
-- What names the picture: the observation's, ticket's or request's place, and the organisations at work on it.
select coalesce(t.community_code, a.community_code, c.code) as community_code,
    case when t.dispatched_at is not null then t.assignee_code end as assignee_code, t.crew_code
from inspections.photo p
left join inspections.photo_original o on o.sha256 = p.sha256
join inspections.photo_promise w on w.original_sha256 in (o.original_sha256, p.sha256)
left join inspections.observation seen on w.subject_kind = 'observation' and seen.id = w.subject_id
left join inspections.ticket_sighting s on s.observation_id = seen.id
left join inspections.ticket_event e on w.subject_kind = 'ticket_event' and e.id = w.subject_id
left join inspections.request_ticket j on w.subject_kind = 'request' and j.request_id = w.subject_id
left join inspections.ticket t on t.id = coalesce(e.ticket_id, s.ticket_id, j.ticket_id)
left join registry.asset a on a.code = seen.asset_code
left join registry.community c on seen.asset_code is null and st_covers(c.geom, seen.geom)
where p.sha256 = :sha256 and (w.subject_kind <> 'request' or t.id is not null)
union all
select r.area_code, case when r.assigned_at is not null then r.assignee_code end, null
from inspections.photo_original o
join inspections.photo_promise w on w.subject_kind = 'request' and w.original_sha256 = o.original_sha256
join inspections.request r on r.id = w.subject_id
where o.sha256 = :sha256;

-- name: uploader
select uploaded_by from inspections.photo where sha256 = :sha256;

-- name: captions
-- What the picture shows, newest first: the ticket, else the thing that was seen; where it was, and when it happened.
select t.number, t.place_zh, t.place_en, coalesce(e.at, seen.observed_at) as at, seen.asset_code, a.spoken_prefix, a.spoken_number,
    st_x(coalesce(t.geom, seen.geom, a.geom)) as lon, st_y(coalesce(t.geom, seen.geom, a.geom)) as lat,
    coalesce(t.community_code, a.community_code, c.code) as community_code,
    case when t.dispatched_at is not null then t.assignee_code end as assignee_code, t.crew_code
from inspections.photo p
left join inspections.photo_original o on o.sha256 = p.sha256
join inspections.photo_promise w on w.original_sha256 in (o.original_sha256, p.sha256)
left join inspections.observation seen on w.subject_kind = 'observation' and seen.id = w.subject_id
left join inspections.ticket_sighting s on s.observation_id = seen.id
left join inspections.ticket_event e on w.subject_kind = 'ticket_event' and e.id = w.subject_id
left join inspections.request_ticket j on w.subject_kind = 'request' and j.request_id = w.subject_id
left join inspections.ticket t on t.id = coalesce(e.ticket_id, s.ticket_id, j.ticket_id)
left join registry.asset a on a.code = seen.asset_code
left join registry.community c on seen.asset_code is null and st_covers(c.geom, seen.geom)
where p.sha256 = :sha256 and (t.id is not null or seen.id is not null)
order by t.number is null, at desc nulls last, t.number desc;
