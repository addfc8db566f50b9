drop table inspections.cost_line, inspections.recovery_event, inspections.recovery, inspections.paying_stand_in, inspections.paying_limit;
