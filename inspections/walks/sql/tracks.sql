-- Tracks: consent, batches, points of one person for one share and day; points are read for their own walker, or to reckon metres.

-- name: give_consent
-- Given again after it was withdrawn it stands anew.
insert into inspections.track_consent (id, account_id, assignment_id, on_day, given_at)
values (:id, :account_id, :assignment_id, :on_day, :now)
on conflict on constraint track_consent_once do update
   set given_at = case when track_consent.withdrawn_at is null then track_consent.given_at else excluded.given_at end,
       withdrawn_at = null
returning id, on_day, given_at, withdrawn_at

-- name: withdraw_consent
update inspections.track_consent set withdrawn_at = greatest(given_at, cast(:now as timestamptz))
 where account_id = :account_id and assignment_id = :assignment_id and on_day = :on_day and withdrawn_at is null
returning id

-- name: forget_batches
delete from inspections.track_batch where consent_id = :consent_id

-- name: standing_consent
select id from inspections.track_consent
 where account_id = :account_id and assignment_id = :assignment_id and on_day = :on_day and withdrawn_at is null
   for update

-- name: known_batch
select b.content_sha256, c.account_id from inspections.track_batch b join inspections.track_consent c on c.id = b.consent_id where b.id = :id

-- name: store_batch
insert into inspections.track_batch (id, consent_id, received_at, content_sha256)
values (:id, :consent_id, :now, :content_sha256)

-- name: store_points
insert into inspections.track_point (consent_id, at, batch_id, accuracy_m, geom)
select :consent_id, at, :batch_id, accuracy_m, st_setsrid(st_makepoint(lon, lat), 4326)
  from unnest(cast(:at as timestamptz[]), cast(:lon as float8[]), cast(:lat as float8[]), cast(:accuracy_m as real[]))
       as given (at, lon, lat, accuracy_m)
    on conflict on constraint track_point_once do nothing

-- name: points
select p.at, st_x(p.geom) as lon, st_y(p.geom) as lat, p.accuracy_m
  from inspections.track_point p
  join inspections.track_consent c on c.id = p.consent_id
 where c.assignment_id = :assignment_id and c.account_id = :account_id
   and (cast(:on_day as date) is null or c.on_day = :on_day)
   and (cast(:after as timestamptz) is null or p.at > :after)
 order by p.at
 limit :limit

-- name: walkers
select distinct account_id from inspections.track_consent where assignment_id = :assignment_id order by account_id

-- name: forget_points
delete from inspections.track_point where at < :before
