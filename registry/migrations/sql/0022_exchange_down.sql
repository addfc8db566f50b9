drop table inspections.ticket_appeal_event, inspections.ticket_appeal;
drop function inspections.keep_appeal(), inspections.tell_appeal();
