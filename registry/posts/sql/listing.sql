-- Who holds which post. :bound and :asked hold patterns of areas; a place lies in the area that its code begins with.

-- name: one
select * from registry.post_told(:now) where id = :id

-- name: posts
select t.* from registry.post_told(:now) t join registry.post_kind k on k.code = t.kind
where t.place like any (cast(:bound as text[])) and t.place like any (cast(:asked as text[]))
    and (k.party <= cast(:party as boolean))
    and (cast(:place as text) is null or t.place = :place)
    and (cast(:kinds as text[]) is null or t.kind = any (cast(:kinds as text[])))
    and (cast(:holder as text) is null or t.holder = :holder)
    and (cast(:states as text[]) is null or t.state = any (cast(:states as text[])))
order by t.place, k.position, t.seat, t.since, t.id
limit :limit offset :after

-- name: of_places
select t.* from registry.post_told(:now) t join registry.post_kind k on k.code = t.kind
where k.place_kind = :kind and t.place = any (cast(:places as text[])) and t.state in ('held', 'to_reappoint') and k.party <= cast(:party as boolean)
order by t.place, k.position, t.seat, t.id

-- name: total
select v.kind, sum(v.missing) as missing from registry.post_vacant(:now) v join registry.post_kind k on k.code = v.kind
where v.place like any (cast(:bound as text[])) and v.place like any (cast(:asked as text[])) and k.party <= cast(:party as boolean)
    and (cast(:kinds as text[]) is null or v.kind = any (cast(:kinds as text[])))
group by v.kind, k.position order by k.position

-- name: vacancies
select v.* from registry.post_vacant(:now) v join registry.post_kind k on k.code = v.kind
where v.place like any (cast(:bound as text[])) and v.place like any (cast(:asked as text[])) and k.party <= cast(:party as boolean)
    and (cast(:kinds as text[]) is null or v.kind = any (cast(:kinds as text[])))
order by v.place, k.position limit :limit offset :after

-- name: doubles
select t.holder, t.kind, array_agg(distinct t.place order by t.place) as places
from registry.post_told(:now) t join registry.post_kind k on k.code = t.kind
where t.state = 'held' and t.holder <> '' and k.place_kind = any (cast(:cells as text[])) and k.party <= cast(:party as boolean)
group by t.holder, t.kind, k.position
having count(distinct t.place) > 1
    and bool_or(t.place like any (cast(:bound as text[])) and t.place like any (cast(:asked as text[])))
order by t.holder, k.position
