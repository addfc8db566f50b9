-- Serials below a prefix (registry.serial). The order by keeps two transactions from locking crosswise.

-- name: take_serials
insert into registry.serial as kept (kind, prefix, last)
select :kind, wanted.prefix, wanted.taken
from unnest(cast(:prefixes as text[]), cast(:counts as bigint[])) as wanted (prefix, taken)
order by wanted.prefix
on conflict (kind, prefix) do update set last = kept.last + excluded.last
returning kept.prefix, kept.last

-- name: pass_serials
insert into registry.serial as kept (kind, prefix, last)
select :kind, held.prefix, held.last
from unnest(cast(:prefixes as text[]), cast(:lasts as bigint[])) as held (prefix, last)
order by held.prefix
on conflict (kind, prefix) do update set last = greatest(kept.last, excluded.last)
