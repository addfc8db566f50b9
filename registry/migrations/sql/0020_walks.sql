-- Tracks of inspectors: off unless the walker has agreed for that share and day, and forgotten after some days.

-- Consent of one person for one share on one day. Withdrawn, it takes the points of that day with it.
create table inspections.track_consent (
    id             uuid primary key,
    account_id     uuid not null,
    assignment_id  bigint not null references inspections.assignment (id) on delete cascade,
    on_day         date not null,
    given_at       timestamptz not null,
    withdrawn_at   timestamptz,
    constraint track_consent_once unique (account_id, assignment_id, on_day),
    constraint track_consent_order check (withdrawn_at >= given_at)
);

-- A batch as the device named it: sent again, it changes nothing. The batch stays known when its points are forgotten.
create table inspections.track_batch (
    id              uuid primary key,
    consent_id      uuid not null references inspections.track_consent (id) on delete cascade,
    received_at     timestamptz not null,
    content_sha256  bytea not null
);
create index track_batch_consent on inspections.track_batch (consent_id);

create table inspections.track_point (
    consent_id  uuid not null references inspections.track_consent (id) on delete cascade,
    at          timestamptz not null,
    batch_id    uuid not null references inspections.track_batch (id) on delete cascade,
    accuracy_m  real not null constraint track_point_accuracy check (accuracy_m > 0),
    geom        geometry(Point, 4326) not null,
    constraint track_point_once primary key (consent_id, at)
);
create index track_point_at on inspections.track_point (at);

-- No point is kept without a consent that stands.
create function inspections.refuse_track() returns trigger language plpgsql as $$
begin
    if exists (select from inspections.track_consent c where c.id = new.consent_id and c.withdrawn_at is not null) then
        raise exception 'the walker has withdrawn the consent'
            using errcode = 'integrity_constraint_violation', constraint = 'track_needs_consent';
    end if;
    return new;
end $$;
create trigger track_needs_consent before insert on inspections.track_point for each row
    execute function inspections.refuse_track();
