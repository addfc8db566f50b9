-- Which cases are compared, and the pairs that were found.

-- name: tickets
-- Open tickets as cases, with how their pictures look. A child tells the same as its parent, and is left out.
select t.id, t.defect_code, t.reported_at, t.asset_code, st_x(t.geom) as lon, st_y(t.geom) as lat, t.accuracy_m,
    coalesce(w.words, '') as words, coalesce(w.hashes, '{}') as hashes
from inspections.ticket t
left join lateral (
    select string_agg(distinct nullif(o.note, ''), ' ') as words,
        array_agg(distinct h.hash) filter (where h.hash is not null) as hashes
    from inspections.ticket_sighting s
    join inspections.observation o on o.id = s.observation_id
    left join inspections.photo_promise p on p.subject_kind = 'observation' and p.subject_id = o.id
    left join inspections.photo_original f on f.original_sha256 = p.original_sha256
    left join inspections.photo_hash h on h.sha256 = f.sha256
    where s.ticket_id = t.id
) w on true
where t.closed_at is null and t.parent_id is null;

-- name: foreign_cases
select id, category, opened_at, closed_at, st_x(geom) as lon, st_y(geom) as lat, place, words
from inspections.foreign_case
where source = :source and (cast(:since as timestamptz) is null or opened_at >= :since);

-- name: store_pairs
-- What was decided stays; of what is only suggested the score is that of today.
insert into inspections.duplicate_pair as d (id, kind, first_id, second_id, score, reasons, state, found_at)
select p.id, :kind, p.first_id, p.second_id, p.score, p.reasons, 'suggested', :now
from jsonb_to_recordset(cast(:pairs as jsonb)) as p (
    id uuid, first_id uuid, second_id uuid, score float8, reasons jsonb
)
order by p.id
on conflict (kind, first_id, second_id) do update set score = excluded.score, reasons = excluded.reasons
where d.state = 'suggested' and d.score is distinct from excluded.score
returning (xmax = 0) as new;
