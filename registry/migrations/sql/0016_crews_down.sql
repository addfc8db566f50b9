drop table inspections.tour_left;
drop table inspections.tour_stop;
drop table inspections.tour;
drop table inspections.tour_plan;
drop table inspections.crew_shift;
drop table inspections.job_need;
