-- Covers without an owner as somebody may see them, and what was said of one.

-- name: orphans
-- By code. An orphan is a cover that has no owner, is of unknown use (01023) and was given to its owner by nobody's decision,
-- or whose owner refused it. Its version counts changes of the asset and decisions.
with maybe as materialized (
    select a.*, c.name_zh as class_zh, c.name_en as class_en
    from registry.asset a
    join registry.asset_class c on c.code = a.class_code and c.is_cover
    where (a.owner_code is null or a.class_code = '01023'
            or a.code in (select d.asset_code from inspections.owner_decision d where d.kind = 'refused'))
        and a.status <> 'removed'
        and (cast(:code as text) is null or a.code = :code)
        and (cast(:after as text) is null or a.code > :after)
        and (cast(:area as text) is null or starts_with(coalesce(a.community_code, left(a.code, 6)), :area))
        and (cast(:west as float8) is null or a.geom && st_makeenvelope(:west, :south, :east, :north, 4326))
        and (
            :everything
            or exists (select from unnest(cast(:areas as text[])) area where starts_with(a.community_code, area))
            or (:division and a.community_code is null)
        )
),
told as (
    select m.*, newest.number, newest.kind as newest, final.kind as final, final.owner_code as final_code, final.notice_until,
        case
            when newest.kind = 'proposed' then 'proposed'
            when final.kind = 'refused' then 'refused'
            when final.kind = 'notice' and :now < final.notice_until then 'notice'
            when final.kind = 'notice' then 'abandoned'
            else 'open'
        end as state
    from maybe m
    left join lateral (
        select d.number, d.kind from inspections.owner_decision d
        where d.asset_code = m.code order by d.number desc limit 1
    ) newest on true
    left join lateral (
        select d.kind, d.owner_code, d.notice_until from inspections.owner_decision d
        where d.asset_code = m.code and d.kind <> 'proposed' order by d.number desc limit 1
    ) final on true
)
select t.code, t.class_code, t.class_zh, t.class_en, t.status, st_x(t.geom) as lon, st_y(t.geom) as lat, t.community_code,
    t.compound_code, p.name_zh as compound_zh, s.road_name, t.spoken_prefix, t.spoken_number, t.material, t.shape, t.size_mm,
    t.owner_code, t.state, t.notice_until, t.change_id + coalesce(t.number, 0) as version
from told t
left join registry.compound p on p.code = t.compound_code
left join registry.road_segment s on s.code = t.segment_code
where (
        t.owner_code is null
        or t.class_code = '01023' and not coalesce(t.final = 'decided' and t.final_code = t.owner_code, false)
        or t.final = 'refused' and t.final_code = t.owner_code
    )
    and (cast(:states as text[]) is null or t.state = any (cast(:states as text[])))
order by t.code
limit :limit;

-- name: asset
-- Whether a code names an asset, where it lies and whose it is.
select a.community_code, a.owner_code, a.status, c.is_cover
from registry.asset a join registry.asset_class c on c.code = a.class_code
where a.code = :code;

-- name: decisions
select d.id, d.asset_code, d.number, d.kind, d.owner_code, d.previous_code, d.at, d.account_id, d.org_code, d.reason,
    d.notice_until, d.shown
from inspections.owner_decision d
where d.asset_code = :code
order by d.number;

-- name: organisations
select code, name_zh, name_en from registry.organisation where code = any (cast(:codes as text[]));

-- name: classes
select code, name_zh, name_en from registry.asset_class;
