-- What is known around covers without an owner: each statement answers for thousands at once.
-- :codes are assets; 01023 is the class of covers of unknown use, whose likes are all covers.

-- name: nearby
-- Distances of covers with an owner within :reach_m metres, by owner. Metres by an affine step: below 1 cm off at this reach.
with asked as materialized (
    select a.code, a.class_code, a.geom, st_x(a.geom) as lon, st_y(a.geom) as lat,
        111412.84 * cos(radians(st_y(a.geom))) - 93.5 * cos(3 * radians(st_y(a.geom))) as kx,
        111132.954 - 559.822 * cos(2 * radians(st_y(a.geom))) as ky
    from registry.asset a
    where a.code = any (cast(:codes as text[]))
)
select o.code, near.owner_code, near.class_code = o.class_code and o.class_code <> '01023' as same_class,
    array_agg(near.distance_m) as distances_m
from asked o
cross join lateral (
    select a.owner_code, a.class_code, sqrt(((st_x(a.geom) - o.lon) * o.kx) ^ 2 + ((st_y(a.geom) - o.lat) * o.ky) ^ 2) as distance_m
    from registry.asset a
    where a.geom && st_expand(o.geom, :reach_m / o.kx, :reach_m / o.ky)
        and a.owner_code is not null and a.status <> 'removed' and a.code <> o.code
        and a.class_code in (select c.code from registry.asset_class c where c.is_cover)
) near
where near.distance_m <= :reach_m
group by 1, 2, 3;

-- name: lines
-- Covers of one owner and class along the same road, as far from its middle as the cover itself (:across_m), within
-- :along_m along it: three at least.
with asked as materialized (
    select a.code, a.segment_code from registry.asset a
    where a.code = any (cast(:codes as text[])) and a.segment_code is not null
),
road as materialized (
    select s.code, st_scale(s.geom, k.x, k.y) as line, st_length(st_scale(s.geom, k.x, k.y)) as length_m, k.x, k.y
    from registry.road_segment s
    cross join lateral (
        select 111412.84 * cos(phi) - 93.5 * cos(3 * phi) as x, 111132.954 - 559.822 * cos(2 * phi) as y
        from radians(st_y(st_centroid(s.geom))) as phi
    ) k
    where s.code in (select segment_code from asked) and not st_isempty(s.geom)
),
placed as materialized (
    select a.code, a.segment_code, a.class_code, a.owner_code, f.at * r.length_m as along_m,
        ((st_x(t.ahead) - st_x(t.behind)) * (st_y(p.point) - st_y(t.behind))
            - (st_y(t.ahead) - st_y(t.behind)) * (st_x(p.point) - st_x(t.behind)))
        / nullif(st_distance(t.ahead, t.behind), 0) as across_m    -- to the left of the road's middle
    from road r
    join registry.asset a on a.segment_code = r.code and a.status <> 'removed'
        and a.class_code in (select c.code from registry.asset_class c where c.is_cover)
    cross join lateral (select st_scale(a.geom, r.x, r.y) as point) p
    cross join lateral (select st_linelocatepoint(r.line, p.point) as at) f
    cross join lateral (
        select st_lineinterpolatepoint(r.line, least(f.at + 0.001, 1)) as ahead, st_lineinterpolatepoint(r.line, greatest(f.at - 0.001, 0)) as behind
    ) t
),
along as materialized (
    select p.*, floor(p.across_m / :across_m) as strip from placed p
),
here as materialized (
    select along.* from along where code in (select code from asked)
)
select o.code, m.owner_code, m.class_code, array_agg(m.along_m - o.along_m) as offsets_m
from here o
cross join (values (-1), (0), (1)) as strip (beside)    -- joined by strips of the road: a comparison of all with all takes seconds
join along m on m.segment_code = o.segment_code and m.strip = o.strip + strip.beside and m.code <> o.code and m.owner_code is not null
    and abs(m.across_m - o.across_m) <= :across_m and abs(m.along_m - o.along_m) <= :along_m
where o.class_code in (m.class_code, '01023')
group by 1, 2, 3
having count(*) >= 3;

-- name: division
-- Shares by owner in the division among covers on the same ground (in compounds or not): of the class, or of all. Below a
-- twentieth a share in a whole division says nothing of one cover.
with asked as materialized (
    select a.code, a.class_code, left(a.code, 6) as division, a.compound_code is not null as yard
    from registry.asset a
    where a.code = any (cast(:codes as text[]))
),
counted as materialized (
    select left(a.code, 6) as division, a.compound_code is not null as yard, a.class_code, a.owner_code, count(*) as n
    from registry.asset a
    where a.owner_code is not null and a.status <> 'removed'
    group by 1, 2, 3, 4
),
covers as materialized (
    select d.* from counted d join registry.asset_class c on c.code = d.class_code where c.is_cover
),
known as (
    select division, yard, class_code, owner_code, n from covers where class_code <> '01023'
    union all
    select division, yard, '01023', owner_code, sum(n) from covers group by 1, 2, 4
),
shares as materialized (
    select k.*, sum(n) over (partition by division, yard, class_code) as total from known k
)
select o.code, 'division' as kind, s.owner_code, s.n, s.total
from asked o
join shares s on (s.division, s.yard, s.class_code) = (o.division, o.yard, o.class_code) and s.n * 20 >= s.total;

-- name: street
-- The same in the street, and there among those of the same material, shape and size.
with asked as materialized (
    select a.code, a.class_code, c.street_code, a.compound_code is not null as yard, a.material, a.shape, a.size_mm
    from registry.asset a
    join registry.community c on c.code = a.community_code
    where a.code = any (cast(:codes as text[]))
),
lying as materialized (
    select c.street_code, a.compound_code is not null as yard, a.class_code, a.owner_code, a.material, a.shape, a.size_mm
    from registry.community c
    join registry.asset a on a.community_code = c.code    -- one walk through the register, as for the division
    where c.street_code in (select street_code from asked) and a.owner_code is not null and a.status <> 'removed'
),
counted as materialized (
    select street_code, yard, class_code, owner_code, material, shape, size_mm, count(*) as n from lying group by 1, 2, 3, 4, 5, 6, 7
),
covers as materialized (
    select s.* from counted s join registry.asset_class c on c.code = s.class_code where c.is_cover
),
known as materialized (
    select street_code, yard, class_code, owner_code, material, shape, size_mm, n from covers where class_code <> '01023'
    union all
    select street_code, yard, '01023', owner_code, material, shape, size_mm, sum(n) from covers group by 1, 2, 4, 5, 6, 7
),
in_street as materialized (
    select street_code, yard, class_code, owner_code, sum(n) as n, sum(sum(n)) over (partition by street_code, yard, class_code) as total
    from known group by 1, 2, 3, 4
),
looking as materialized (
    select street_code, yard, class_code, owner_code, material, shape, size_mm, sum(n) as n,
        sum(sum(n)) over (partition by street_code, yard, class_code, material, shape, size_mm) as total
    from known group by 1, 2, 3, 4, 5, 6, 7
)
select o.code, 'street' as kind, s.owner_code, s.n, s.total
from asked o join in_street s on (s.street_code, s.yard, s.class_code) = (o.street_code, o.yard, o.class_code)
union all
select o.code, 'look', l.owner_code, l.n, l.total
from asked o join looking l on (l.street_code, l.yard, l.class_code) = (o.street_code, o.yard, o.class_code)
    and l.material is not distinct from o.material and l.shape is not distinct from o.shape and l.size_mm is not distinct from o.size_mm
where coalesce(o.material, o.shape, o.size_mm\:\:text) is not null;

-- name: compounds
-- Shares by owner among the covers of the compound: of the class, and of all.
with asked as materialized (
    select a.code, a.class_code, a.compound_code from registry.asset a
    where a.code = any (cast(:codes as text[])) and a.compound_code is not null
),
counted as materialized (
    select a.compound_code, a.class_code, a.owner_code, count(*) as n
    from registry.asset a
    where a.compound_code in (select compound_code from asked) and a.owner_code is not null and a.status <> 'removed'
        and a.class_code in (select c.code from registry.asset_class c where c.is_cover)
    group by 1, 2, 3
),
whole as (
    select compound_code, owner_code, sum(n) as n, sum(sum(n)) over (partition by compound_code) as total from counted group by 1, 2
),
of_class as (
    select compound_code, class_code, owner_code, n, sum(n) over (partition by compound_code, class_code) as total from counted
)
select o.code, 'compound' as kind, w.owner_code, w.n, w.total
from asked o join whole w on w.compound_code = o.compound_code
union all
select o.code, 'compound_same', c.owner_code, c.n, c.total
from asked o join of_class c on c.compound_code = o.compound_code and c.class_code = o.class_code
where o.class_code <> '01023';

-- name: tickets
-- What organisations said of these very covers by taking tickets on or returning them, a crew in the name of its house. Taking
-- on counts where the work was given to the owner, by the class or by the desk's own choice: whoever makes safe first, whatever
-- the owner, has claimed nothing. What was said before the last word of that house on that ticket does not count.
with said as (
    select t.id, t.asset_code, t.assignee_code, t.route_rule_id, e.action, e.reason, e.version,
        case o.kind when 'crew' then coalesce(o.parent_code, o.code) else o.code end as house
    from inspections.ticket t
    join inspections.ticket_event e on e.ticket_id = t.id and e.action in ('accept', 'return')
    join registry.organisation o on o.code = e.org_code
    where t.asset_code = any (cast(:codes as text[]))
)
select s.id, s.asset_code as code, s.house as owner_code, s.action, s.reason
from said s
left join inspections.routing_rule r on r.id = s.route_rule_id
where not exists (
        select from said later
        where later.id = s.id and later.house = s.house and later.version > s.version
            and (later.action = 'accept' or s.action = 'accept'))
    and (s.action = 'return' or s.house = s.assignee_code
        and (r.id is null or r.answers = 'owner' or r.answers = 'organisation' and r.class_code <> '01023' and r.defect_code is null));

-- name: decisions
-- Refusals of these very covers; and of others of the class in the street how many were given to an owner and stand, and how
-- many an organisation refused.
with asked as materialized (
    select a.code, a.class_code, left(a.community_code, 9) as street from registry.asset a
    where a.code = any (cast(:codes as text[]))
),
said as materialized (
    select d.asset_code, a.class_code, left(a.community_code, 9) as street, d.owner_code, d.kind, d.number,
        a.owner_code = d.owner_code as stands
    from inspections.owner_decision d
    join registry.asset a on a.code = d.asset_code
    where d.kind in ('decided', 'refused')
),
final as materialized (
    select distinct s.asset_code, s.class_code, s.street, s.owner_code, s.kind
    from said s
    where s.kind = 'refused' or s.stands and not exists (
        select from said later
        where later.asset_code = s.asset_code and later.owner_code = s.owner_code and later.kind = 'refused' and later.number > s.number)
)
select asset_code as code, 'refused' as kind, owner_code, count(*) as n
from said where kind = 'refused' and asset_code = any (cast(:codes as text[]))
group by 1, 3
union all
select o.code, case f.kind when 'decided' then 'kept' else 'sent_back' end, f.owner_code, count(*)
from asked o join final f on f.class_code = o.class_code and f.street = o.street and f.asset_code <> o.code
group by 1, 2, 3;
