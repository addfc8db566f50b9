-- Taking an import back. TABLE, SETS, REFERRER and COLUMN are put in by undo.py from the names of our own tables.

-- name: run
select id, kind, file_name, undone_by, coalesce((counts ->> 'new')\:\:int, 0) + coalesce((counts ->> 'updated')\:\:int, 0) as written
from registry.import_run where id = :run for update

-- name: changes
select id from registry.change where run_id = :run and deed in ('import', 'import-review') order by id    -- what a person said of its rows goes too

-- name: declare
select set_config(:name, :value, true)

-- name: open_change
select registry.open_change()

-- name: touched
-- What the import brought or changed, and whether it is still as the import left it: an import that came later and was
-- itself taken back does not count.
create temporary table undoing on commit drop as
with recursive touched as (
    select code from registry.TABLE where change_id = :change
    union
    select code from registry.TABLE_history where change_id = :change
),
as_left as (
    select a.code, a.change_id from registry.TABLE a join touched t on t.code = a.code
    union
    select l.code, h.change_id
    from as_left l
    join registry.import_run r on r.undone_by = l.change_id
    join registry.change c on c.run_id = r.id and c.deed in ('import', 'import-review')
    join registry.TABLE_history h on h.code = l.code and upper(h.recorded) = c.id and upper_inf(h.valid)
)
select t.code,
    exists (select from as_left l where l.code = t.code and l.change_id = :change) as is_intact,
    not exists (
        select from registry.TABLE_history h where h.code = t.code and upper(h.recorded) = :change and not isempty(h.valid)
    ) as is_brought
from touched t

-- name: done
drop table undoing

-- name: changed_later
select code from undoing where not is_intact order by code

-- name: referred
select distinct u.code from undoing u join REFERRER r on r.COLUMN = u.code where u.is_brought

-- name: references
select c.conrelid\:\:regclass\:\:text as on_table, quote_ident(k.attname) as column_name
from pg_constraint c
join pg_attribute k on k.attrelid = c.conrelid and k.attnum = c.conkey[1]
where c.contype = 'f' and c.confrelid = cast(:of_table as regclass)

-- name: restore
-- The version that the import superseded holds again, from when it held.
update registry.TABLE as kept
set SETS
from registry.TABLE_history was, undoing u
where u.code = kept.code and not u.is_brought
    and was.code = kept.code and upper(was.recorded) = :change and upper_inf(was.valid)

-- name: withdraw
delete from registry.TABLE as kept using undoing u where u.code = kept.code and u.is_brought

-- name: forget_names
delete from registry.alias where change_id = :change

-- name: forget_reviews
delete from registry.import_review where run_id = :run

-- name: mark
update registry.import_run set undone_by = :change where id = :run
