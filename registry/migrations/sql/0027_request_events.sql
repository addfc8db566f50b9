-- Events of requests (诉求) in the outbox: one order of numbers with those of tickets, action `request.…`. From now on alone: what
-- happened before would be told to every webhook as news.
alter table inspections.outbox
    alter column ticket_id drop not null,
    add column request_id uuid references inspections.request (id),
    add constraint outbox_of_one check (num_nonnulls(ticket_id, request_id) = 1);
create index outbox_request on inspections.outbox (request_id, seq);

-- A request is stored before its events, so the row finds it as it is after them. By statement: a file of a hotline has hundreds of
-- thousands of rows. Nothing of whoever asked, and nothing that somebody typed.
create function inspections.put_requests_out() returns trigger language plpgsql as $$
begin
    insert into inspections.outbox (
        id, request_id, action, hazard, community_code, community_before, given, given_before, body)
    select e.id, r.id, 'request.' || e.action, false, r.area_code, coalesce(last.community_code, r.area_code),
        now_given.orgs, coalesce(last.given, now_given.orgs),
        jsonb_build_object(
            'request_id', r.id, 'number', r.number, 'action', 'request.' || e.action, 'from_state', e.from_state, 'state', e.to_state,
            'version', e.version, 'channel', r.channel, 'matter_code', r.matter_code, 'assignee_code', r.assignee_code,
            'asset_code', r.asset_code, 'area_code', r.area_code, 'due_at', r.due_at, 'at', e.at)
    from added e
    join inspections.request r on r.id = e.request_id
    cross join lateral (select inspections.given(r.assigned_at, r.assignee_code, null)) now_given (orgs)
    left join lateral (
        select o.community_code, o.given from inspections.outbox o
        where o.request_id = r.id order by o.seq desc limit 1) last on true
    order by e.seq;
    perform pg_notify('jingge_outbox', '');
    return null;
end
$$;
create trigger put_requests_out after insert on inspections.request_event
    referencing new table as added for each statement execute function inspections.put_requests_out();
