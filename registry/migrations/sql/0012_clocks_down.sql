drop table inspections.clock_pause, inspections.ticket_clock;

alter table inspections.time_limit rename to time_limit_after;
alter table inspections.time_limit_after drop constraint time_limit_defect_code_fkey;
create table inspections.time_limit (
    profile      text not null,
    defect_code  text not null references inspections.defect (code),
    amount       numeric not null constraint time_limit_amount check (amount > 0),
    unit         text not null constraint time_limit_unit check (unit in ('emergency_hour', 'working_hour', 'working_day')),
    source       text not null,
    constraint time_limit_pk primary key (profile, defect_code)
);
insert into inspections.time_limit (profile, defect_code, amount, unit, source)
select distinct on (profile, defect_code) profile, defect_code, amount, unit, source
from inspections.time_limit_after
where kind = 'repair' and condition = '' and defect_code is not null
order by profile, defect_code, version desc;
drop table inspections.time_limit_after, inspections.calendar;
