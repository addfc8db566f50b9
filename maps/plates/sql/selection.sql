-- Which plates are printed.

-- name: plates
-- In the order of the walk that puts them up: community, road or compound, number. Removed things get none.
select a.code, a.class_code, k.name_zh as class_zh, k.name_en as class_en, a.spoken_prefix, a.spoken_number,
    c.name_zh as community_zh, coalesce(p.name_zh, s.road_name, '') as road_zh
from registry.asset a
join registry.asset_class k on k.code = a.class_code
left join registry.community c on c.code = a.community_code
left join registry.compound p on p.code = a.compound_code
left join registry.road_segment s on s.code = a.segment_code
where a.status <> 'removed'
    and coalesce(a.community_code, left(a.code, 6)) like any (cast(:below as text[]))
    and (
        cast(:areas as text[]) is null
        or exists (
            select from unnest(cast(:areas as text[])) area
            where starts_with(coalesce(a.community_code, left(a.code, 6)), area)
        )
    )
    and (case when cast(:classes as text[]) is null then k.is_cover or cast(:codes as text[]) is not null
        else a.class_code = any (cast(:classes as text[])) end)
    and (cast(:codes as text[]) is null or a.code = any (cast(:codes as text[])))
order by a.community_code nulls last, road_zh, a.spoken_number nulls last, a.code
limit :most;

-- name: meant
-- What codes stand for that are not the code of an asset themselves.
select l.alias, l.code
from registry.alias l
where l.kind = 'asset' and l.alias = any (cast(:codes as text[]));

-- name: areas
select code from (
    select code from registry.division
    union all select code from registry.street
    union all select code from registry.community
) area
where code = any (cast(:codes as text[]));

-- name: classes
select code from registry.asset_class where code = any (cast(:codes as text[]));
