-- Free names of cells. TABLE is put in by naming.py from the names of our own tables.

-- name: standing
select name_zh, change_id from registry.TABLE where code = :code

-- name: others
-- Cells of the same community that bear the name.
select code from registry.micro_grid where left(code, 12) = left(:code, 12) and code <> :code and name_zh = :name
union all
select code from registry.grid where left(code, 12) = left(:code, 12) and code <> :code and name_zh = :name
order by 1

-- name: name
update registry.TABLE set name_zh = :name where code = :code
