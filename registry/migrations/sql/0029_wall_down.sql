-- Suggestions are lost.
drop table inspections.suggestion;
drop index inspections.ticket_reported, inspections.ticket_closed, inspections.ticket_open;
create index ticket_reported on inspections.ticket (reported_at);
drop view inspections.ticket_turn;
