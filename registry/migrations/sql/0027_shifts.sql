-- Shifts of crews that a plan made from a roster are told from those that somebody typed: two typed ones of a crew do not overlap, and
-- one that is typed for a planned day is no conflict with what the plan kept.
alter table inspections.crew_shift
    add column by_roster boolean not null default false,    -- made when a plan was stored, with the hours of a roster
    drop constraint crew_has_one_shift,
    add constraint crew_has_one_shift exclude using gist (crew_code with =, tstzrange(starts_at, ends_at) with &&)
        where (not by_roster);
