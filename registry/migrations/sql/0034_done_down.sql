alter table inspections.ticket_event drop constraint ticket_event_done, drop column done_at, drop column device_time;
