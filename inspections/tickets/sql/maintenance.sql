-- Items of the maintenance list as somebody may see them; areas as in listing.sql.

-- name: items
select m.id, m.asset_code, m.defect_code, m.severity, m.state, m.campaign_id, m.community_code, m.first_seen_at,
    m.last_seen_at, m.sightings, m.first_observation_id, st_x(a.geom) as lon, st_y(a.geom) as lat, a.class_code,
    d.name_zh as defect_zh, d.name_en as defect_en, c.name_zh as class_zh, c.name_en as class_en
from inspections.maintenance_item m
join registry.asset a on a.code = m.asset_code
join registry.asset_class c on c.code = a.class_code
join inspections.defect d on d.code = m.defect_code
where (
        :everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(m.community_code, area))
        or (:division and m.community_code is null)
    )
    and (cast(:after as uuid) is null
        or (m.asset_code, m.defect_code, m.id) > (
            select l.asset_code, l.defect_code, l.id from inspections.maintenance_item l where l.id = :after
        ))
    and (cast(:state as text) is null or m.state = :state)
    and (cast(:defect as text) is null or m.defect_code = :defect)
    and (cast(:asset as text) is null or m.asset_code = :asset)
    and (cast(:campaign as uuid) is null or m.campaign_id = :campaign)
    and (cast(:area as text) is null or starts_with(m.community_code, :area))
order by m.asset_code, m.defect_code, m.id
limit :limit;
