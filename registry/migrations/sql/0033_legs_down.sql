alter table inspections.material drop column needed_for;
alter table inspections.tour_stop drop column leg_s, drop column leg_m;
