-- The wall: when a ticket moved last, and what its figures are counted by; suggestions from whoever uses the application.

-- Open tickets that are somebody's turn and about which nothing was done since a moment. Urging, supervising and what the software
-- tells by itself is nothing done; a step of its own (filed and dispatched by rule) is. Suspended ones wait with leave, parents for
-- their parts. By the events since that moment, of which there are few, and not by the last event of each ticket.
create index ticket_event_at on inspections.ticket_event (at);
create function inspections.stuck_tickets(since timestamptz) returns setof uuid language sql stable as $$
    select t.id from inspections.ticket t
    where t.closed_at is null and t.state <> 'suspended' and t.reported_at < since
        and not exists (select from inspections.ticket c where c.parent_id = t.id and c.closed_at is null)
        and not exists (
            select from inspections.ticket_event e
            where e.ticket_id = t.id and e.at >= since and e.action not in ('urge', 'supervise', 'redraw', 'rehome', 'fallback')
                and (not e.quiet or e.account_id is not null))
$$;

create index ticket_open on inspections.ticket (community_code) where closed_at is null;
create index ticket_closed on inspections.ticket (closed_at) include (community_code, state);
drop index inspections.ticket_reported;
create index ticket_reported on inspections.ticket (reported_at) include (community_code, state, due_at, repaired_at);
create index request_respond_by on inspections.request (respond_by);
create index request_answered on inspections.request (answered_at);

create table inspections.suggestion (
    id           uuid primary key,                    -- made by the client: sent again it is the same
    account_id   uuid not null,
    org_code     text references registry.organisation (code),
    text         text not null constraint suggestion_text check (btrim(text) <> '' and length(text) <= 2000),
    page         text not null constraint suggestion_page check (length(page) <= 500),  -- where it was written
    sent_at      timestamptz not null,
    answer       text not null default '' constraint suggestion_answer check (length(answer) <= 2000),
    answered_at  timestamptz,
    answered_by  uuid,
    version      integer not null default 1,
    constraint suggestion_answered check ((answered_at is null) = (answered_by is null) and (answered_at is not null or answer = ''))
);
create index suggestion_sent on inspections.suggestion (sent_at, id);
create index suggestion_account on inspections.suggestion (account_id, sent_at);
