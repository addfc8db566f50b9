-- Requests as they come in.

-- name: lock
-- The same id sent twice at once: the second waits and finds the first.
select pg_advisory_xact_lock(hashtextextended(cast(cast(:id as uuid) as text), 14));

-- name: receipt
select number, key, due_at, channel, source, area_code from inspections.request where id = :id;

-- name: area_is_known
select exists (select from registry.street where code = :code) or exists (select from registry.community where code = :code)
    or exists (select from registry.street where starts_with(code, :code));

-- name: matter_is_known
select exists (select from inspections.matter where code = :code and enabled);

-- name: streets
select code, name_zh, name_en from registry.street order by code;

-- name: things
select code, class_code, owner_code, setting from registry.asset where code = any(cast(:codes as text[]));
