-- What the import door writes beside the rows themselves.

-- name: keep_aliases
insert into registry.alias (kind, scheme, alias, code)
select 'asset', named.scheme, named.alias, named.code
from unnest(cast(:schemes as text[]), cast(:aliases as text[]), cast(:codes as text[])) as named (scheme, alias, code)
on conflict do nothing
