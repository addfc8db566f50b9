-- Shifts that rosters made and no plan drives by go; where the others overlap with typed ones the constraint refuses, as it did before.
delete from inspections.crew_shift s where s.by_roster and not exists (select from inspections.tour t where t.shift_id = s.id);
alter table inspections.crew_shift
    drop constraint crew_has_one_shift,
    add constraint crew_has_one_shift exclude using gist (crew_code with =, tstzrange(starts_at, ends_at) with &&);
alter table inspections.crew_shift drop column by_roster;
