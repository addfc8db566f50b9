drop index inspections.ticket_asset;
drop table inspections.owner_decision, inspections.orphan_weight;
