-- Appeals (申诉/剔除): that a ticket be left out of an indicator. The raw figure stays beside the adjusted one.

create table inspections.ticket_appeal (
    id             uuid primary key,                 -- made by the client
    ticket_id      uuid not null references inspections.ticket (id),
    indicator      text not null,
    version        integer not null default 1,
    state          text not null default 'asked' constraint ticket_appeal_state check (state in ('asked', 'granted', 'refused')),
    asked_by       uuid not null,
    asked_house    text not null references registry.organisation (code),
    asked_at       timestamptz not null,
    reason         text not null constraint ticket_appeal_reasoned check (reason <> ''),
    evidence       text not null default '',
    decided_by     uuid,
    decided_house  text references registry.organisation (code),
    decided_at     timestamptz,
    decision       text not null default '',
    constraint appeal_decider_is_not_asker check (decided_house <> asked_house and decided_by <> asked_by),
    constraint ticket_appeal_decided check (
        num_nulls(decided_by, decided_house, decided_at) in (0, 3) and (state = 'asked') = (decided_at is null)
        and (state = 'asked') = (decision = ''))
);
create unique index one_appeal_an_indicator on inspections.ticket_appeal (ticket_id, indicator) where state <> 'refused';

-- What an appeal was, version by version: nobody can forget to write it.
create table inspections.ticket_appeal_event (
    appeal_id   uuid not null references inspections.ticket_appeal (id),
    version     integer not null,
    state       text not null,
    at          timestamptz not null,
    account_id  uuid not null,
    house       text not null,
    words       text not null,
    constraint ticket_appeal_event_once primary key (appeal_id, version)
);
create trigger ticket_appeal_event_append_only before update or delete on inspections.ticket_appeal_event
    for each statement execute function registry.refuse_change();

create function inspections.tell_appeal() returns trigger language plpgsql as $$
begin
    insert into inspections.ticket_appeal_event (appeal_id, version, state, at, account_id, house, words)
    values (new.id, new.version, new.state, coalesce(new.decided_at, new.asked_at), coalesce(new.decided_by, new.asked_by),
        coalesce(new.decided_house, new.asked_house), case new.state when 'asked' then new.reason else new.decision end);
    return null;
end $$;
create trigger ticket_appeal_told after insert or update on inspections.ticket_appeal
    for each row execute function inspections.tell_appeal();

-- It is decided once; what was asked never changes.
create function inspections.keep_appeal() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.state = 'asked' and new.state <> 'asked' and new.version = old.version + 1
        and (to_jsonb(new) - array['version', 'state', 'decided_by', 'decided_house', 'decided_at', 'decision'])
          = (to_jsonb(old) - array['version', 'state', 'decided_by', 'decided_house', 'decided_at', 'decision']) then
        return new;
    end if;
    raise exception 'an appeal is decided once' using errcode = 'integrity_constraint_violation', constraint = 'appeal_decided_once';
end $$;
create trigger ticket_appeal_kept before update or delete on inspections.ticket_appeal
    for each row execute function inspections.keep_appeal();
