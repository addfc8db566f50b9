delete from inspections.photo_promise where subject_kind = 'request';
alter table inspections.photo_promise
    drop constraint photo_promise_kind,
    add constraint photo_promise_kind check (subject_kind in ('observation', 'ticket_event'));
