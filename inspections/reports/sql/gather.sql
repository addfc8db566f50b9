-- What the report of a campaign counts beside its tickets, inside the areas of the reader (null: everywhere).

-- A cover nobody could get to because its whole unit was shut counts as no_access.
-- name: covers
select coalesce(left(unit.community_code, 9), '') as street_code,
       coalesce(target.result, case when unit.result = 'no_access' then 'no_access' else 'unseen' end) as result,
       count(*) as covers
from inspections.target
join inspections.campaign_unit as unit on unit.id = target.unit_id
where target.campaign_id = :campaign_id
  and (cast(:areas as text[]) is null or exists (
      select from unnest(cast(:areas as text[])) own
      where starts_with(unit.community_code, own) or (unit.community_code is null and length(own) = 6)))
group by 1, 2

-- Units with covers that nobody looked at, and units without covers that nobody walked; the most unseen first.
-- name: missed
select unit.kind, unit.place_code, unit.community_code, assignment.number as assignment, unit.day_no,
       coalesce(segment.road_name, compound.name_zh, '') as name, coalesce(segment.from_road, '') as from_road,
       coalesce(segment.to_road, '') as to_road, count(target.asset_code) as covers,
       count(target.asset_code) filter (where target.result is null) as unseen
from inspections.campaign_unit as unit
join inspections.assignment on assignment.id = unit.assignment_id
left join inspections.target on target.unit_id = unit.id
left join registry.road_segment as segment on unit.kind = 'segment' and segment.code = unit.place_code
left join registry.compound on unit.kind = 'compound' and compound.code = unit.place_code
where unit.campaign_id = :campaign_id and unit.result is distinct from 'no_access'
  and (cast(:areas as text[]) is null or exists (
      select from unnest(cast(:areas as text[])) own
      where starts_with(unit.community_code, own) or (unit.community_code is null and length(own) = 6)))
group by unit.id, assignment.number, segment.code, segment.road_name, segment.from_road, segment.to_road, compound.code,
    compound.name_zh
having count(target.asset_code) filter (where target.result is null) > 0
    or count(target.asset_code) = 0 and unit.result is null
order by unseen desc, unit.place_code, unit.id

-- name: maintenance
select item.defect_code, count(*) as items
from inspections.maintenance_item as item
where item.campaign_id = :campaign_id and item.state <> 'void'
  and (cast(:areas as text[]) is null or exists (
      select from unnest(cast(:areas as text[])) own where starts_with(item.community_code, own)))
group by 1 order by items desc, 1

-- name: names
select code, name_zh as zh, case name_en when '' then name_zh else name_en end as en from registry.street
union all select code, name_zh, name_en from registry.asset_class
union all select code, name_zh, name_en from registry.organisation
union all select code, name_zh, name_en from inspections.defect
union all select code, name_zh, name_en from registry.division
union all select code, name_zh, name_zh from registry.community

