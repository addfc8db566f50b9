-- What residents report on one thing, and what became of it.

-- name: thing
select a.code, a.status, a.class_code, k.is_cover, coalesce(a.community_code, left(a.code, 6)) as area
from registry.asset a
join registry.asset_class k on k.code = a.class_code
where a.code = :code;

-- name: defects
select d.code, d.name_zh, d.name_en, d.hazard
from inspections.defect d
order by d.hazard desc, d.priority, d.code;

-- name: report
-- A minor defect names no ticket: its item is the one of its asset and defect whose sightings hold its time.
select o.id, o.received_at, o.content_sha256, t.number, t.state, i.state as item_state
from inspections.observation o
left join inspections.ticket_sighting s on s.observation_id = o.id
left join inspections.ticket t on t.id = s.ticket_id
left join lateral (
    select m.state
    from inspections.maintenance_item m
    where t.id is null and m.defect_code = o.defect_code and o.observed_at between m.first_seen_at and m.last_seen_at
        and (m.asset_code = o.asset_code or m.asset_code in (
            select unnest(e.into_codes) from registry.event e where e.kind = 'asset' and e.code = o.asset_code))
    order by m.state <> 'void' desc, m.last_seen_at desc
    limit 1
) i on true
where o.id = :id and o.account_id = :residents;

-- name: said
-- What a report says in words: the thing and what is wrong with it.
select k.name_zh as asset_zh, d.name_zh as defect_zh, st_x(a.geom) as lon, st_y(a.geom) as lat
from registry.asset a
join registry.asset_class k on k.code = a.class_code
join inspections.defect d on d.code = :defect
where a.code = :code;
