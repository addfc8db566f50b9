-- Who may do what, and what they did.

create schema access;

create table access.account (
    id             uuid primary key default gen_random_uuid(),
    login          text not null constraint account_login unique constraint account_login_form check (login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
    name           text not null,
    password_hash  text,
    org_code       text references registry.organisation (code),
    disabled_at    timestamptz,
    created_at     timestamptz not null default now()
);

create table access.account_role (
    account_id  uuid not null references access.account (id),
    role        text not null constraint account_role_known check (role in ('inspector', 'crew', 'dispatcher', 'planner', 'steward', 'leader', 'admin')),
    constraint account_role_pk primary key (account_id, role)
);

-- An area is a division, street or community code; it covers every place whose code begins with it.
create table access.account_area (
    account_id  uuid not null references access.account (id),
    area_code   text not null constraint account_area_grammar check (area_code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'),
    constraint account_area_pk primary key (account_id, area_code)
);

-- Failed sign-ins by the login that was typed, whether an account has it or not: a lock tells nobody who exists.
create table access.sign_in_attempt (
    login         text primary key,
    failures      integer not null,
    last_at       timestamptz not null,
    locked_until  timestamptz
);

-- Only the SHA-256 of a session key or token is stored.
create table access.session (
    key_sha256  bytea primary key,
    account_id  uuid not null references access.account (id),
    csrf        text not null,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null
);
create index session_account on access.session (account_id);

create table access.token (
    id          uuid primary key default gen_random_uuid(),
    key_sha256  bytea not null constraint token_key unique,
    account_id  uuid not null references access.account (id),
    name        text not null,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    revoked_at  timestamptz
);
create index token_account on access.token (account_id);

create table access.audit (
    id          bigint generated always as identity primary key,
    at          timestamptz not null default now(),
    account_id  uuid,
    action      text not null,
    target      text not null default '',
    outcome     text not null,
    request_id  text not null default '',
    detail      jsonb not null default '{}'
);
create trigger audit_append_only before update or delete on access.audit
    for each statement execute function registry.refuse_change();
create index audit_at on access.audit (at);
