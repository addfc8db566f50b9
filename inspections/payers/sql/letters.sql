-- The evidence of a letter.

-- name: pictures
-- What steps of the ticket and sightings promised by then, each once where it was told first.
select distinct on (p.original_sha256) p.original_sha256, e.action, e.at, v.taken_at, e.org_code
from (
    select e.id, e.action, e.at, e.org_code from inspections.ticket_event e where e.ticket_id = :ticket_id
    union all
    select o.id, 'sighting', o.observed_at, null
    from inspections.ticket_sighting s
    join inspections.observation o on o.id = s.observation_id
    where s.ticket_id = :ticket_id
) e
join inspections.photo_promise p on p.subject_id = e.id
left join inspections.photo_evidence v on v.ticket_id = :ticket_id and v.original_sha256 = p.original_sha256
where e.at <= :until
order by p.original_sha256, e.at;
