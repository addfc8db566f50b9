-- What the import door writes beside the rows themselves.

-- name: keep_aliases
insert into registry.alias (kind, scheme, alias, code)
select 'asset', named.scheme, named.alias, named.code
from unnest(cast(:schemes as text[]), cast(:aliases as text[]), cast(:codes as text[])) as named (scheme, alias, code)
on conflict do nothing
returning code

-- name: set_aside
select registry.set_aside(cast('registry.asset' as regclass))

-- name: known_rows
select count(*) from registry.asset

-- name: were_issued
select exists (select from unnest(cast(:codes as text[])) as asked (code) where registry.was_issued('asset', code))

-- name: open_change
select registry.open_change()

-- name: enter_serials
select registry.enter_serials(:kind, :prefix, cast(:serials as int8multirange), '{}')

-- name: tell_change
select pg_notify('jingge_changes', 'asset')
