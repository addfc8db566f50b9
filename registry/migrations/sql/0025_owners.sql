-- Who answers for which side of a road; owners without an account: one-time links, what they did by them, answers by telephone.

-- Left and right are those of the segment as it was drawn when the row was entered, from its start to its end at `drawn_deg`; drawn
-- the other way round later, it answers as before. Nobody answers for a side together with another.
create table registry.road_side (
    segment_code  text not null references registry.road_segment (code),
    side          text not null constraint road_side_side check (side in ('left', 'right')),
    org_code      text not null references registry.organisation (code),
    starts_on     date not null,
    ends_on       date,                               -- the last day; null: until somebody else does
    drawn_deg     double precision not null,          -- clockwise from north
    source        text not null constraint road_side_source check (source <> ''),
    constraint road_side_pk primary key (segment_code, side, starts_on),
    constraint road_side_runs check (starts_on <= ends_on),
    constraint one_answers_for_a_side exclude using gist (
        segment_code with =, side with =, daterange(starts_on, ends_on, '[]') with &&)
);

-- A link by which the organisation a ticket was given to answers without an account. Of its secret only the hash is kept.
create table inspections.owner_link (
    id             uuid primary key,                  -- made by the client
    ticket_id      uuid not null references inspections.ticket (id),
    org_code       text not null references registry.organisation (code),
    addressee      text not null default '',          -- a post or desk there, no person
    channel        text not null constraint owner_link_channel check (channel in ('paper', 'sms', 'wechat', 'mail', 'hand')),
    secret_sha256  bytea not null constraint owner_link_secret unique
        constraint owner_link_secret_is_a_hash check (length(secret_sha256) = 32),
    made_at        timestamptz not null,
    made_by        uuid,
    expires_at     timestamptz not null,
    ended_at       timestamptz,
    ended_why      text constraint owner_link_why check (ended_why in ('repaired', 'not_ours', 'reassigned', 'closed', 'revoked')),
    ended_by       uuid,
    constraint owner_link_expires check (made_at < expires_at and expires_at <= made_at + interval '31 days'),
    constraint owner_link_ended check ((ended_at is null) = (ended_why is null))
);
create index owner_link_ticket on inspections.owner_link (ticket_id);
create function inspections.keep_owner_link() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.ended_at is null
        and to_jsonb(new) - array['ended_at', 'ended_why', 'ended_by'] = to_jsonb(old) - array['ended_at', 'ended_why', 'ended_by'] then
        return new;
    end if;
    raise exception 'a link is ended once, and nothing else of it changes'
        using errcode = 'integrity_constraint_violation', constraint = 'owner_link_is_kept';
end $$;
create trigger owner_link_is_kept before update or delete on inspections.owner_link
    for each row execute function inspections.keep_owner_link();

-- Each act of a link once, with the step of the ticket it was.
create table inspections.owner_link_act (
    link_id   uuid not null references inspections.owner_link (id),
    act       text not null constraint owner_link_act_act check (act in ('accept', 'not_ours', 'make_safe', 'repair')),
    event_id  uuid not null constraint owner_link_act_event unique references inspections.ticket_event (id),
    at        timestamptz not null,
    constraint owner_link_act_once primary key (link_id, act)
);
create trigger owner_link_act_append_only before update or delete on inspections.owner_link_act
    for each statement execute function registry.refuse_change();

-- A call to the organisation a ticket was given to, or to the owner who is to pay for it, entered by the desk: not answered, or what was
-- said by whom; and the step that was taken by it. Who spoke is erased when its time is over.
create table inspections.phone_answer (
    id          uuid primary key,                     -- made by the client
    ticket_id   uuid not null references inspections.ticket (id),
    org_code    text not null references registry.organisation (code),
    number      text not null,
    called_at   timestamptz not null,
    answered    boolean not null,
    position    text not null default '',
    name        text not null default '',
    said        text not null default '',
    act         text constraint phone_answer_act check (act in ('accept', 'not_ours', 'dispute')),
    event_id    uuid constraint phone_answer_event unique references inspections.ticket_event (id),
    entered_at  timestamptz not null,
    entered_by  uuid,
    erased_at   timestamptz,
    constraint phone_answer_called check (called_at <= entered_at),
    constraint phone_answer_step check (event_id is null or act is not null),
    constraint nobody_said_nothing check (answered or act is null and said = '' and position = '' and name = ''),
    constraint phone_answer_said check (not answered or erased_at is not null or said <> '' and position <> ''),
    constraint phone_answer_erased check (erased_at is null or number = '' and position = '' and name = '' and said = '')
);
create index phone_answer_ticket on inspections.phone_answer (ticket_id);
create function inspections.keep_phone_answer() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.erased_at is null and new.erased_at is not null
        and to_jsonb(new) - array['number', 'position', 'name', 'said', 'erased_at']
            = to_jsonb(old) - array['number', 'position', 'name', 'said', 'erased_at'] then
        return new;
    end if;
    raise exception 'an answer stays as it was entered, until who spoke is erased'
        using errcode = 'integrity_constraint_violation', constraint = 'phone_answer_is_kept';
end $$;
create trigger phone_answer_is_kept before update or delete on inspections.phone_answer
    for each row execute function inspections.keep_phone_answer();
