-- Suggestions are lost.
drop table inspections.suggestion;
drop index inspections.request_answered, inspections.request_respond_by;
drop index inspections.ticket_reported, inspections.ticket_closed, inspections.ticket_open;
create index ticket_reported on inspections.ticket (reported_at);
drop function inspections.stuck_tickets(timestamptz);
drop index inspections.ticket_event_at;
