drop table inspections.phone_answer;
drop function inspections.keep_phone_answer();
drop table inspections.owner_link_act;
drop table inspections.owner_link;
drop function inspections.keep_owner_link();
drop table registry.road_side;
