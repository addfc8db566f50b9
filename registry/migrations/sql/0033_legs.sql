-- How far and how long the drive to each stop of a tour is, and which materials a van takes along for which defect: what a crew reads
-- before it sets off. Null in plans that were made before: nobody knows any more.
alter table inspections.tour_stop
    add column leg_m integer constraint tour_stop_leg_m check (leg_m >= 0),
    add column leg_s integer constraint tour_stop_leg_s check (leg_s >= 0);
alter table inspections.material add column needed_for text[] not null default '{}';
