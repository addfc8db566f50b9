-- What was ever open on one asset.

-- name: of_asset
select t.id, t.number, t.state, t.hazard, d.name_zh as defect_zh, d.name_en as defect_en, t.reported_at, t.dispatched_at,
    t.repaired_at, t.verified_at, t.closed_at, a.name_zh as assignee_zh, a.name_en as assignee_en
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code
left join registry.organisation a on a.code = t.assignee_code
where t.asset_code = :code
order by t.reported_at desc, t.number desc
limit :most;
