-- A resident's request (诉求) brings pictures too. They belong to it alone, and are erased with its words.
alter table inspections.photo_promise
    drop constraint photo_promise_kind,
    add constraint photo_promise_kind check (subject_kind in ('observation', 'ticket_event', 'request'));
