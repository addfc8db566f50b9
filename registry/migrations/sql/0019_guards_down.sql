drop table inspections.planned_opening_report, inspections.planned_opening_event, inspections.planned_opening_asset,
    inspections.planned_opening, inspections.gas_reading, inspections.entry_event, inspections.entry_card, inspections.guard,
    inspections.low_point, inspections.storm_event, inspections.storm, inspections.gas_limit;
