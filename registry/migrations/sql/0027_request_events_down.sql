-- Events of requests go out of the outbox; their numbers are not given again.
drop trigger put_requests_out on inspections.request_event;
drop function inspections.put_requests_out();
delete from inspections.delivery d using inspections.outbox o where o.number = d.number and o.request_id is not null;
alter table inspections.outbox disable trigger outbox_number_once;
delete from inspections.outbox where request_id is not null;
alter table inspections.outbox enable trigger outbox_number_once;
alter table inspections.outbox drop constraint outbox_of_one, drop column request_id, alter column ticket_id set not null;
