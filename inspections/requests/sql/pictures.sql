-- Pictures of requests.

-- name: promise
insert into inspections.photo_promise (subject_kind, subject_id, original_sha256)
values ('request', :request_id, :original_sha256)
on conflict do nothing;

-- name: of_request
select f.sha256, f.width_px, f.height_px, f.taken_at
from inspections.photo_promise p
join inspections.photo_original o on o.original_sha256 = p.original_sha256
join inspections.photo f on f.sha256 = o.sha256
where p.subject_kind = 'request' and p.subject_id = :id
order by f.uploaded_at, f.sha256;

-- name: due
-- Of requests whose words were erased; locked, so that two processes erase each its own.
select p.subject_id, o.sha256
from inspections.photo_promise p
join inspections.request r on r.id = p.subject_id
left join inspections.photo_original o on o.original_sha256 = p.original_sha256
where p.subject_kind = 'request' and r.erased_at is not null
order by p.subject_id
limit 1000
for update of p skip locked;

-- name: unpromise
delete from inspections.photo_promise where subject_kind = 'request' and subject_id = any(cast(:ids as uuid[]));

-- name: unnamed
-- What nothing promises any more, by whichever file it came as.
select f.sha256 from inspections.photo f
where f.sha256 = any(cast(:hashes as text[])) and not exists (
    select from inspections.photo_promise p
    left join inspections.photo_original o on o.original_sha256 = p.original_sha256
    where o.sha256 = f.sha256 or p.original_sha256 = f.sha256)
order by f.sha256;

-- name: forget_looks
delete from inspections.photo_hash where sha256 = any(cast(:hashes as text[]));

-- name: forget_originals
delete from inspections.photo_original where sha256 = any(cast(:hashes as text[]));

-- name: forget_photos
delete from inspections.photo where sha256 = any(cast(:hashes as text[]));
