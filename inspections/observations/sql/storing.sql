-- Storing a batch. Every statement locks its rows in one order, and every batch runs the statements in one order, so that batches
-- with the same items, assets or units never wait for each other in a circle.

-- name: store_observations
-- Answers with the ids that were there already; one that another batch is storing at this moment is waited for, and was there.
with r as materialized (
    select * from json_to_recordset(cast(:rows as json)) as r (
        id uuid, asset_code text, matched_by text, match_certainty real, candidates jsonb, result text, defect_code text,
        severity smallint, measure_mm real, note text, lon float8, lat float8, accuracy_m real, position_source text,
        datum text, device_time timestamptz, observed_at timestamptz, skew_s real, review text, content_sha256 text
    )
),
stored as (
    insert into inspections.observation (
        id, batch_id, device_id, account_id, campaign_id, second_look, asset_code, matched_by, match_certainty, candidates, result,
        defect_code, severity, measure_mm, note, geom, accuracy_m, position_source, datum, device_time, observed_at, skew_s,
        received_at, review, content_sha256
    )
    select r.id, :batch_id, :device_id, :account_id, :campaign_id, :second_look, r.asset_code, r.matched_by, r.match_certainty,
        r.candidates, r.result, r.defect_code, r.severity, r.measure_mm, coalesce(r.note, ''),
        st_setsrid(st_makepoint(r.lon, r.lat), 4326), r.accuracy_m, r.position_source, r.datum, r.device_time, r.observed_at,
        coalesce(r.skew_s, 0), :now, r.review, decode(r.content_sha256, 'hex')
    from r
    order by r.id
    on conflict (id) do nothing
    returning id
)
select r.id\:\:text from r where r.id not in (select id from stored);

-- name: store_visits
with r as materialized (
    select * from json_to_recordset(cast(:rows as json)) as r (
        id uuid, unit_id bigint, result text, device_time timestamptz, observed_at timestamptz, skew_s real, review text,
        content_sha256 text
    )
),
stored as (
    insert into inspections.unit_visit (
        id, batch_id, device_id, account_id, campaign_id, unit_id, result, device_time, observed_at, skew_s, received_at, review,
        content_sha256
    )
    select r.id, :batch_id, :device_id, :account_id, :campaign_id, r.unit_id, r.result, r.device_time, r.observed_at,
        coalesce(r.skew_s, 0), :now, r.review, decode(r.content_sha256, 'hex')
    from r
    where not exists (select from inspections.observation o where o.id = r.id)  -- an id is one item of either kind
    order by r.id
    on conflict (id) do nothing
    returning id
)
select r.id\:\:text from r where r.id not in (select id from stored);

-- name: promise_photos
insert into inspections.photo_promise (subject_kind, subject_id, original_sha256)
select 'observation', r.id, r.sha256
from json_to_recordset(cast(:rows as json)) as r (id uuid, sha256 text)
order by r.id, r.sha256
on conflict do nothing;

-- name: known_observations
select o.id\:\:text as id, o.content_sha256, o.asset_code, o.review, o.candidates, t.number
from inspections.observation o
left join inspections.ticket_sighting s on s.observation_id = o.id
left join inspections.ticket t on t.id = s.ticket_id
where o.id = any(cast(:ids as uuid[]));

-- name: known_visits
select id\:\:text as id, content_sha256, review from inspections.unit_visit where id = any(cast(:ids as uuid[]));

-- name: keep_refused
-- What was refused is kept as it came, once, however often it comes.
insert into inspections.observation_refused (
    item_id, batch_id, device_id, account_id, reason, detail, content, received_at
)
select r.item_id, :batch_id, :device_id, :account_id, r.reason, r.detail, coalesce(r.content, 'null'), :now
from json_to_recordset(cast(:rows as json)) as r (item_id text, reason text, detail text, content jsonb)
order by r.item_id, md5(r.content\:\:text)
on conflict (item_id, md5(content\:\:text)) do nothing;
