-- Three administrators, first sign-ins, sessions nobody uses, second factors, and an audit that shows what was taken out of it.

-- 三员分立: who keeps accounts, who gives rights and who reads the audit are three. Whoever reads the audit does nothing else.
alter table access.account_role drop constraint account_role_known;
alter table access.account_role add constraint account_role_known check (role in (
    'inspector', 'crew', 'dispatcher', 'planner', 'steward', 'leader', 'admin', 'party', 'security_admin', 'audit_admin'));
create unique index three_administrators on access.account_role (account_id) where role in ('admin', 'security_admin', 'audit_admin');
alter table access.account_role add constraint auditor_does_nothing_else
    exclude using gist (account_id with =, (case role when 'audit_admin' then 1 else 0 end) with <>);

-- A password that somebody else set is changed before anything else.
alter table access.account add column must_change_password boolean not null default false;

-- `seen_at`: of the last request that a person made. `second_factor_at`: when the second factor was shown in this session.
alter table access.session
    add column seen_at timestamptz not null default now(),
    add column second_factor_at timestamptz;

-- TOTP (RFC 6238): both sides must know the secret, so it is stored as it is and never told again once it is confirmed.
-- `last_step`: of the last code that was taken; no code of this step or an earlier one is taken again.
create table access.second_factor (
    account_id    uuid primary key references access.account (id),
    secret        text not null constraint second_factor_secret check (secret ~ '^[A-Z2-7]{32}$'),
    begun_at      timestamptz not null,
    confirmed_at  timestamptz,
    last_step     bigint not null default 0
);

-- For whoever has lost the phone: each is good once. Only the SHA-256 is stored.
create table access.recovery_code (
    account_id   uuid not null references access.account (id),
    code_sha256  bytea not null,
    used_at      timestamptz,
    constraint recovery_code_pk primary key (account_id, code_sha256)
);

-- What a row of the audit says, in one form for ever.
create function access.audit_content(number bigint, entry access.audit) returns bytea language sql stable as $$
    select convert_to(jsonb_build_array(
        number, entry.id, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.account_id,
        entry.action, entry.target, entry.outcome, entry.request_id, entry.detail)::text, 'UTF8')
$$;

-- The chain: numbers without a gap in the order of commits, each with the SHA-256 of the link before it and of its row.
create table access.audit_chain (
    number    bigint primary key,
    audit_id  bigint not null constraint audit_chain_once unique references access.audit (id) on delete cascade,
    sha256    bytea not null
);

-- Where the chain begins after rows older than the retention were taken away: the last link that was.
create table access.audit_anchor (
    number     bigint primary key,
    sha256     bytea not null,
    through    timestamptz not null,
    pruned_at  timestamptz not null
);

-- Fires at commit, so that writers wait for each other no longer than that; taken last of all locks, so that nobody waits in a circle.
create function access.link_audit() returns trigger language plpgsql as $$
declare
    last_number bigint;
    last_sha256 bytea;
begin
    perform pg_advisory_xact_lock(45, 28);
    select number, sha256 into last_number, last_sha256 from access.audit_chain order by number desc limit 1;
    if not found then
        select number, sha256 into last_number, last_sha256 from access.audit_anchor order by number desc limit 1;
    end if;
    last_number := coalesce(last_number, 0) + 1;
    insert into access.audit_chain (number, audit_id, sha256)
    values (last_number, new.id, sha256(coalesce(last_sha256, ''::bytea) || access.audit_content(last_number, new)));
    return null;
end $$;

-- Rows of an existing installation come into the chain as they stand.
do $$
declare
    entry access.audit;
    n bigint := 0;
    link bytea := ''::bytea;
begin
    for entry in select * from access.audit order by id loop
        n := n + 1;
        link := sha256(link || access.audit_content(n, entry));
        insert into access.audit_chain (number, audit_id, sha256) values (n, entry.id, link);
    end loop;
end $$;

create constraint trigger audit_linked after insert on access.audit deferrable initially deferred
    for each row execute function access.link_audit();

-- Rows are only ever added. Taken away are those alone that lie before the anchor, and none younger than 180 days.
drop trigger audit_append_only on access.audit;
create function access.keep_audit() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.at < now() - interval '180 days' and exists (
        select from access.audit_chain c
        where c.audit_id = old.id and c.number <= (select max(number) from access.audit_anchor)) then
        return old;
    end if;
    raise exception 'rows of %.% are only ever added', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'append_only';
end $$;
create trigger audit_append_only before update or delete on access.audit for each row execute function access.keep_audit();

create function access.keep_audit_chain() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.number <= (select max(number) from access.audit_anchor) then
        return old;
    end if;
    raise exception 'rows of %.% are only ever added', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'append_only';
end $$;
create trigger audit_chain_append_only before update or delete on access.audit_chain
    for each row execute function access.keep_audit_chain();

-- An anchor is a link of the chain, and all rows up to it are older than 180 days.
create function access.check_audit_anchor() returns trigger language plpgsql as $$
begin
    if not exists (select from access.audit_chain c where c.number = new.number and c.sha256 = new.sha256) or exists (
        select from access.audit_chain c join access.audit a on a.id = c.audit_id
        where c.number <= new.number and a.at >= now() - interval '180 days') then
        raise exception 'the audit is kept for 180 days'
            using errcode = 'integrity_constraint_violation', constraint = 'audit_is_kept';
    end if;
    return new;
end $$;
create trigger audit_anchor_checked before insert on access.audit_anchor for each row execute function access.check_audit_anchor();
create trigger audit_anchor_append_only before update or delete on access.audit_anchor
    for each statement execute function registry.refuse_change();
