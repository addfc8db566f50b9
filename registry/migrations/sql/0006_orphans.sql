-- Whose is a cover without an owner: what speaks for whom is data, and what persons said of it is kept for ever.

-- What each kind of evidence weighs: weight · ln(1 + amount / half) points, in log-odds. Loaded from orphan_weights.csv.
create table inspections.orphan_weight (
    kind     text primary key,
    weight   double precision not null constraint orphan_weight_weight check (weight >= 0 and weight < 100),
    half     double precision not null constraint orphan_weight_half check (half > 0 and half < 1000000),
    reach_m  double precision constraint orphan_weight_reach check (reach_m > 0 and reach_m <= 500),
    words    text[] not null default '{}',
    source   text   not null
);

-- What was said of whose a cover is, and what was shown to whoever said it. Number counts by cover, from 1.
--   proposed   somebody at the desk thinks it is the owner's; nothing follows
--   decided    a steward says so, and the register has it
--   notice     nobody was found: public notice until notice_until, then it is treated as abandoned
--   refused    the organisation says that it is not theirs
create table inspections.owner_decision (
    id              uuid primary key,                 -- made by the client: a repeated decision is known by it
    seq             bigint generated always as identity constraint owner_decision_seq unique,
    asset_code      text not null references registry.asset (code) deferrable initially immediate,
    number          integer not null,
    kind            text not null constraint owner_decision_kind check (kind in ('proposed', 'decided', 'notice', 'refused')),
    owner_code      text references registry.organisation (code),
    previous_code   text,                             -- the owner the register had
    at              timestamptz not null,
    account_id      uuid not null,                    -- a person, always
    org_code        text,
    reason          text not null constraint owner_decision_reason check (reason <> ''),
    notice_until    timestamptz,
    shown           jsonb not null,
    constraint owner_decision_once unique (asset_code, number),
    constraint owner_decision_names check ((kind = 'notice') = (owner_code is null)),
    constraint owner_decision_notice check ((kind = 'notice') = (notice_until is not null))
);
create index owner_decision_refused on inspections.owner_decision (asset_code) where kind = 'refused';
create trigger owner_decision_append_only before update or delete on inspections.owner_decision
    for each statement execute function registry.refuse_change();

create index ticket_asset on inspections.ticket (asset_code);
