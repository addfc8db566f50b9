-- How stored pictures look.

-- name: store
insert into inspections.photo_hash (sha256, hash) values (:sha256, :hash) on conflict (sha256) do nothing;

-- name: missing
-- A picture another process is seeing to is left to it.
select p.sha256 from inspections.photo p
where not exists (select from inspections.photo_hash h where h.sha256 = p.sha256)
order by p.sha256
limit :most
for key share skip locked;

-- name: own
select hash from inspections.photo_hash where sha256 = :sha256;

-- name: nearest
select sha256, bits from (
    select sha256, bit_count((hash # cast(:hash as bigint))\:\:bit(64)) as bits
    from inspections.photo_hash
    where hash <> 0 and cast(:hash as bigint) <> 0 and sha256 <> :sha256
) near
where bits <= :within
order by bits, sha256
limit :most;
