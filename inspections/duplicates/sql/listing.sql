-- Pairs as the desk may see them, each with both sides in short.

-- name: ticket_pairs
select d.id, d.kind, d.score, d.reasons, d.state, d.survivor_id, d.found_at, d.version,
    a.id as first_id, a.number as first_number, a.state as first_state, a.defect_code as first_matter,
    m.name_zh as first_zh, m.name_en as first_en, a.place_zh as first_place, a.reported_at as first_at,
    a.asset_code as first_asset, st_x(a.geom) as first_lon, st_y(a.geom) as first_lat,
    b.id as second_id, b.number as second_number, b.state as second_state, b.defect_code as second_matter,
    n.name_zh as second_zh, n.name_en as second_en, b.place_zh as second_place, b.reported_at as second_at,
    b.asset_code as second_asset, st_x(b.geom) as second_lon, st_y(b.geom) as second_lat
from inspections.duplicate_pair d
join inspections.ticket a on a.id = d.first_id
join inspections.ticket b on b.id = d.second_id
join inspections.defect m on m.code = a.defect_code
join inspections.defect n on n.code = b.defect_code
where d.kind = 'ticket'
    and (:everything or (
        (exists (select from unnest(cast(:areas as text[])) area where starts_with(a.community_code, area))
            or (:division and a.community_code is null))
        and (exists (select from unnest(cast(:areas as text[])) area where starts_with(b.community_code, area))
            or (:division and b.community_code is null))
    ))
    and (cast(:ticket_id as uuid) is null or :ticket_id in (d.first_id, d.second_id))
    and (cast(:id as uuid) is null or d.id = :id)
    and (cast(:states as text[]) is null or d.state = any(cast(:states as text[])))
    -- a suggestion is there while both are open
    and (d.state <> 'suggested' or (a.closed_at is null and b.closed_at is null))
    and (cast(:after as uuid) is null or (d.score, d.id) < (
        select p.score, p.id from inspections.duplicate_pair p where p.id = :after))
order by d.score desc, d.id desc
limit :limit;

-- name: foreign_pairs
select d.id, d.kind, d.score, d.reasons, d.state, d.survivor_id, d.found_at, d.version,
    a.id as first_id, a.number as first_number, a.status as first_state, a.category as first_matter,
    a.title as first_zh, a.title as first_en, a.place as first_place, a.opened_at as first_at,
    cast(null as text) as first_asset, st_x(a.geom) as first_lon, st_y(a.geom) as first_lat,
    b.id as second_id, b.number as second_number, b.status as second_state, b.category as second_matter,
    b.title as second_zh, b.title as second_en, b.place as second_place, b.opened_at as second_at,
    cast(null as text) as second_asset, st_x(b.geom) as second_lon, st_y(b.geom) as second_lat
from inspections.duplicate_pair d
join inspections.foreign_case a on a.id = d.first_id
join inspections.foreign_case b on b.id = d.second_id
where d.kind = 'foreign' and (:everything or :division)
    and (cast(:source as text) is null or a.source = :source)
    and (cast(:id as uuid) is null or d.id = :id)
    and (cast(:states as text[]) is null or d.state = any(cast(:states as text[])))
    and (cast(:after as uuid) is null or (d.score, d.id) < (
        select p.score, p.id from inspections.duplicate_pair p where p.id = :after))
order by d.score desc, d.id desc
limit :limit;

-- name: decisions
select id, pair_id, version, action, at, account_id, org_code, reason from inspections.duplicate_decision
where pair_id = any(cast(:ids as uuid[]))
order by pair_id, version;

-- name: counted
-- Of a ticket with all that were merged into it: sightings, pictures that came, tickets.
select count(distinct s.observation_id) as sightings, count(distinct f.sha256) as photos, count(distinct m.id) as tickets
from inspections.merged_tickets(:id) m (id)
left join inspections.ticket_sighting s on s.ticket_id = m.id
left join inspections.ticket_event e on e.ticket_id = m.id
left join inspections.photo_promise p on (p.subject_kind = 'observation' and p.subject_id = s.observation_id)
    or (p.subject_kind = 'ticket_event' and p.subject_id = e.id)
left join inspections.photo_original f on f.original_sha256 = p.original_sha256;
