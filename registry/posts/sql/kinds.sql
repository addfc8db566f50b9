-- Kinds of posts.

-- name: moved
select distinct p.kind from registry.post p
join unnest(cast(:codes as text[]), cast(:places as text[])) as told (code, place_kind) on told.code = p.kind
where told.place_kind <> p.place_kind order by 1

-- name: store
insert into registry.post_kind as kept (code, name_zh, name_en, place_kind, party, employment, needed, seats, position)
values (:code, :name_zh, :name_en, :place_kind, :party, :employment, :needed, :seats, :position)
on conflict (code) do update
set name_zh = excluded.name_zh, name_en = excluded.name_en, place_kind = excluded.place_kind, party = excluded.party,
    employment = excluded.employment, needed = excluded.needed, seats = excluded.seats, position = excluded.position
where kept is distinct from excluded

-- name: all
select * from registry.post_kind order by position, code
