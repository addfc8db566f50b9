-- When a step was done where there was no network: as the device told it, and set right by the skew of its clock. `at` stays the receipt,
-- by which limits run. Null where no device said anything, as of every step before.
alter table inspections.ticket_event
    add column device_time timestamptz,
    add column done_at timestamptz,
    add constraint ticket_event_done check ((device_time is null) = (done_at is null) and (done_at is null or done_at <= at));
