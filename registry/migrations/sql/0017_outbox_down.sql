drop table inspections.delivery, inspections.webhook;
drop trigger put_out on inspections.ticket_event;
drop table inspections.outbox;
drop function inspections.put_out(), inspections.number_once(), inspections.given(timestamptz, text, text),
    inspections.in_sight(boolean, text[], boolean, text[], text, text[]);
