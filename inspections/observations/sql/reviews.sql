-- Observations a person must look at, and what the desk says of them.

-- name: waiting
-- Oldest first, within the areas; `after` is the (received_at, id) of the last one seen.
select * from (
    select o.id, o.result, o.defect_code, o.severity, o.note, o.asset_code, o.candidates, o.review, o.device_time,
        o.observed_at, o.skew_s, o.received_at, o.campaign_id, o.account_id, st_x(o.geom) as lon, st_y(o.geom) as lat,
        o.accuracy_m, coalesce(a.community_code, c.code) as community_code
    from inspections.observation o
    left join registry.asset a on a.code = o.asset_code
    left join lateral (
        select community.code from registry.community
        where o.asset_code is null and st_covers(community.geom, o.geom)
        limit 1
    ) c on true
    where o.review is not null and (o.received_at, o.id) > (:after_at, :after_id)
) found
where (community_code ^@ any(cast(:areas as text[])) or (community_code is null and :whole))
order by received_at, id
limit :limit;

-- name: take
select o.id, o.campaign_id, o.second_look, o.asset_code, o.matched_by, o.result, o.defect_code, o.severity, o.note,
    o.measure_mm, o.accuracy_m, o.position_source, o.datum, o.device_time, o.observed_at, o.received_at, o.review,
    o.content_sha256, st_x(o.geom) as lon, st_y(o.geom) as lat, coalesce(a.community_code, c.code) as community_code,
    k.ended_at
from inspections.observation o
left join inspections.campaign k on k.id = o.campaign_id
left join registry.asset a on a.code = o.asset_code
left join lateral (
    select community.code from registry.community
    where o.asset_code is null and st_covers(community.geom, o.geom)
    limit 1
) c on true
where o.id = :id
for no key update of o;

-- name: settle
update inspections.observation
set asset_code = :asset_code, matched_by = :matched_by, observed_at = :observed_at, review = null
where id = :id;

-- name: refused
-- What was refused, newest first: of one account, or of all.
select id, item_id, batch_id, device_id, account_id, reason, detail, content, received_at
from inspections.observation_refused
where id < :before and (cast(:account_id as uuid) is null or account_id = :account_id)
order by id desc
limit :limit;
