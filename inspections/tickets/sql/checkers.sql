-- Who is near a ticket: inspectors by what they saw last.

-- name: nearest
-- The last place where each open inspector's account saw something since a moment, nearest first.
with last as (
    select distinct on (o.account_id) o.account_id, o.geom, o.observed_at
    from inspections.observation o
    where o.observed_at >= :since and o.geom is not null and o.account_id <> :residents
    order by o.account_id, o.observed_at desc
)
select a.id as account_id, a.name, l.observed_at as seen_at, st_distance(l.geom\:\:geography, t.geom\:\:geography) as distance_m
from inspections.ticket t
cross join last l
join access.account a on a.id = l.account_id and a.disabled_at is null
where t.id = :id
    and exists (select from access.account_role r where r.account_id = a.id and r.role = 'inspector')
    and exists (
        select from access.account_area w where w.account_id = a.id
            and (starts_with(t.community_code, w.area_code) or t.community_code is null and length(w.area_code) = 6))
order by distance_m, a.id
limit :most;
