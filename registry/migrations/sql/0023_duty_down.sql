drop table inspections.duty_handover, inspections.duty_fallback, inspections.duty_stand_in, inspections.duty_leave,
    inspections.duty_shift, inspections.duty_roster, inspections.duty_station;
drop function inspections.keep_handover();
drop function inspections.stand_ins_make_no_circle();
