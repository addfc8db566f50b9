-- Proof of a repair: pictures with place and time, which repairs are verified, by whom they may be, and what was built in.

-- Pictures as proof ------------------------------------------------------------------------------------------------

-- What a device says of a picture, before or after the picture and the step it goes with have come. The fix is that at the shutter.
create table inspections.photo_evidence (
    ticket_id        uuid not null references inspections.ticket (id),
    original_sha256  text not null constraint photo_evidence_sha256 check (original_sha256 ~ '^[0-9a-f]{64}$'),
    stage            text not null constraint photo_evidence_stage check (stage in ('before', 'barrier', 'after', 'check')),
    step_id          uuid not null,     -- the step as the device named it
    geom             geometry(Point, 4326),
    accuracy_m       real constraint photo_evidence_accuracy check (accuracy_m >= 0),
    fix_age_s        real constraint photo_evidence_age check (fix_age_s >= 0),
    datum            text,              -- in which the fix came
    device_time      timestamptz,       -- as the device told it
    taken_at         timestamptz,       -- set right by the skew
    skew_s           real not null,
    account_id       uuid not null,
    org_code         text references registry.organisation (code),
    received_at      timestamptz not null,
    content_sha256   bytea not null,
    constraint photo_evidence_once primary key (ticket_id, original_sha256)
);
create index photo_evidence_original on inspections.photo_evidence (original_sha256);
create trigger photo_evidence_append_only before update or delete on inspections.photo_evidence
    for each statement execute function registry.refuse_change();

-- Which repairs are verified ---------------------------------------------------------------------------------------

create table inspections.verification_rate (
    regime  text primary key constraint verification_rate_regime check (regime in ('reduced', 'normal', 'tightened', 'full')),
    share   double precision not null constraint verification_rate_share check (share between 0 and 1),
    source  text not null
);

-- Nobody at a crew can tell beforehand what will be drawn: the seed is of this database alone, and shown nowhere.
create table inspections.verification_seed (
    id    integer primary key default 1 constraint verification_seed_one check (id = 1),
    seed  uuid not null default gen_random_uuid()
);
insert into inspections.verification_seed default values;
create trigger verification_seed_append_only before update or delete on inspections.verification_seed
    for each statement execute function registry.refuse_change();

-- What was drawn when a repair was told, once, with the share of that moment.
create table inspections.verification_draw (
    event_id   uuid primary key references inspections.ticket_event (id),     -- the repair
    ticket_id  uuid not null references inspections.ticket (id),
    house      text not null references registry.organisation (code),
    at         timestamptz not null,
    regime     text not null,
    share      double precision not null,
    why        text not null constraint verification_draw_why check (why in ('hazard', 'reworked', 'drawn', 'not_drawn')),
    lot        text not null
);
create index verification_draw_ticket on inspections.verification_draw (ticket_id, at);
create index verification_draw_house on inspections.verification_draw (house, at);
create trigger verification_draw_append_only before update or delete on inspections.verification_draw
    for each statement execute function registry.refuse_change();

-- By whom ----------------------------------------------------------------------------------------------------------

create function registry.house_of(org text) returns text language sql stable as $$
    select case kind when 'crew' then coalesce(parent_code, code) else code end from registry.organisation where code = org
$$;

-- The houses that are no independent witness of a house's work: itself, its principals and its contractors on the day of a moment.
create function registry.kin_of(org text, moment timestamptz) returns setof text language sql stable as $$
    select registry.house_of(org) where registry.house_of(org) is not null
    union
    select case registry.house_of(c.contractor_code) when registry.house_of(org)
        then registry.house_of(c.principal_code) else registry.house_of(c.contractor_code) end
    from registry.contract c
    where registry.house_of(org) in (registry.house_of(c.contractor_code), registry.house_of(c.principal_code))
        and (moment at time zone 'Asia/Shanghai')::date
            between c.starts_on and c.ends_on
$$;

-- Neither when it was repaired nor when it is verified may the two have been bound by a contract.
create function inspections.refuse_kin() returns trigger language plpgsql as $$
declare
    repaired record;
begin
    select t.number, t.repaired_house, t.repaired_at into repaired from inspections.ticket t where t.id = new.ticket_id;
    if registry.house_of(new.org_code) in (
        select registry.kin_of(repaired.repaired_house, repaired.repaired_at)
        union select registry.kin_of(repaired.repaired_house, new.at)
    ) then
        raise exception 'ticket %: % is bound to the repairer %', repaired.number, new.org_code, repaired.repaired_house
            using errcode = 'integrity_constraint_violation', constraint = 'verifier_is_no_kin';
    end if;
    return null;
end $$;
create trigger verifier_is_no_kin after insert on inspections.ticket_event for each row when (new.action = 'verify')
    execute function inspections.refuse_kin();

-- What was built in ------------------------------------------------------------------------------------------------

create table inspections.material (
    code     text primary key constraint material_code check (code ~ '^[a-z0-9_]{1,40}$'),
    name_zh  text not null,
    name_en  text not null,
    unit     text not null,
    source   text not null
);

-- One line for a material of a job: what one house did on one thing on one day, however many tickets it ends. A correction is a
-- line with the next number; the one with the highest number holds. What was confirmed is never changed.
create table inspections.ticket_material (
    id               uuid primary key,
    ticket_id        uuid not null references inspections.ticket (id),
    thing            text not null,     -- the asset, or the ticket where there is none
    house            text not null references registry.organisation (code),
    visited_on       date not null,
    material_code    text not null references inspections.material (code),
    number           integer not null constraint ticket_material_number check (number >= 1),
    quantity         numeric(12, 3) not null constraint ticket_material_quantity check (quantity >= 0 and (quantity > 0 or number > 1)),
    note             text not null,
    entered_by       uuid not null,
    entered_at       timestamptz not null,
    confirmation_id  uuid,
    confirmed_by     uuid,
    confirmed_house  text references registry.organisation (code),
    confirmed_at     timestamptz,
    constraint ticket_material_once unique (thing, house, visited_on, material_code, number),
    constraint ticket_material_confirmed check (num_nonnulls(confirmation_id, confirmed_by, confirmed_house, confirmed_at) in (0, 4)),
    constraint confirmer_is_not_enterer check (confirmed_house <> house and confirmed_by <> entered_by)
);
create index ticket_material_ticket on inspections.ticket_material (ticket_id);
create index ticket_material_house on inspections.ticket_material (house, visited_on);

-- A line is confirmed once, and nothing else of it ever changes.
create function inspections.keep_material() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.confirmation_id is null and new.confirmation_id is not null
        and (to_jsonb(new) - array['confirmation_id', 'confirmed_by', 'confirmed_house', 'confirmed_at'])
          = (to_jsonb(old) - array['confirmation_id', 'confirmed_by', 'confirmed_house', 'confirmed_at']) then
        return new;
    end if;
    raise exception 'quantities are corrected by a new line'
        using errcode = 'integrity_constraint_violation', constraint = 'material_is_corrected_by_a_line';
end $$;
create trigger material_kept before update or delete on inspections.ticket_material
    for each row execute function inspections.keep_material();
