-- A ticket that is split: its children lie where it lies.

-- name: open
-- A child is filed already; one that names an asset and defect with an open ticket breaks one_open_ticket.
insert into inspections.ticket (
    id, number, state, asset_code, class_code, defect_code, severity, hazard, campaign_id, place_zh, place_en, community_code,
    grid_code, geom, accuracy_m, assignee_code, route_reason_zh, route_reason_en, reported_at, filed_at, filing_condition, parent_id
)
select :id, :number, 'filed', t.asset_code, t.class_code, d.code, t.severity, d.hazard, t.campaign_id, t.place_zh, t.place_en,
    t.community_code, t.grid_code, t.geom, t.accuracy_m, coalesce(:assignee_code, t.assignee_code), :reason_zh, :reason_en, :at, :at,
    t.filing_condition, t.id
from inspections.ticket t
join inspections.defect d on d.code = :defect_code
where t.id = :parent_id;

-- name: of_ticket
select id, number, state, defect_code, closed_at from inspections.ticket where parent_id = :id order by number;
