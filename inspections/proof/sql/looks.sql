-- Which pictures look alike.

-- name: alike
-- Pictures that came before, or the same one, at other places: of a ticket, or of a cover that was seen.
with mine as (
    select p.sha256, p.uploaded_at, nullif(l.hash, 0) as look from inspections.photo p
    left join inspections.photo_hash l on l.sha256 = p.sha256
    where p.sha256 = any(cast(:sha256s as text[]))
),
near as (
    select m.sha256, o.sha256 as other, m.sha256 = o.sha256 as same_file
    from mine m
    join inspections.photo o on o.sha256 = m.sha256 or o.uploaded_at <= m.uploaded_at
    left join inspections.photo_hash l on l.sha256 = o.sha256
    where o.sha256 = m.sha256 or bit_count((nullif(l.hash, 0) # m.look)\:\:bit(64)) <= :most_bits
),
named as (
    select n.sha256, n.other, n.same_file, w.subject_kind, w.subject_id, w.original_sha256
    from near n
    left join inspections.photo_original f on f.sha256 = n.other
    join inspections.photo_promise w on w.original_sha256 in (f.original_sha256, n.other)
)
select distinct n.sha256, n.same_file, t.id as ticket_id, t.number, coalesce(t.asset_code, seen.asset_code) as asset_code,
    t.repaired_at, v.stage
from named n
left join inspections.observation seen on n.subject_kind = 'observation' and seen.id = n.subject_id
left join inspections.ticket_sighting s on s.observation_id = seen.id
left join inspections.ticket_event e on n.subject_kind = 'ticket_event' and e.id = n.subject_id
left join inspections.photo_evidence told on n.subject_kind = 'ticket_event' and told.step_id = n.subject_id
    and told.original_sha256 = n.original_sha256
left join inspections.ticket t on t.id = coalesce(e.ticket_id, told.ticket_id, s.ticket_id)
left join lateral (
    select coalesce(told.stage, case when n.subject_kind = 'observation' then 'before' when e.action = 'repair' then 'after' end) as stage
) v on true
order by n.sha256, t.number, v.stage;
