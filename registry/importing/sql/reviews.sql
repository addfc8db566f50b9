-- Rows of an import that wait for a person. COLUMNS, VALUES, SETS and LACKS are put in from the names of the table asset.

-- name: waiting
select id, run_id, row_no, source, source_id, record, candidates, decision, code, decided_by, decided_at
from registry.import_review
where decision is null and id > :after and (cast(:run as bigint) is null or run_id = :run)
order by id
limit :limit

-- name: one
select id, run_id, row_no, source, source_id, record, candidates, decision, code, decided_by, decided_at
from registry.import_review
where id = :id
for update

-- name: declare
select set_config(:name, :value, true)

-- name: exists
select code from registry.asset where code = :code for update

-- name: name
insert into registry.alias (kind, scheme, alias, code) values ('asset', :scheme, :alias, :code)

-- name: fill
update registry.asset a set SETS
from jsonb_populate_record(null\:\:registry.asset, cast(:record as jsonb)) said
where a.code = :code and (LACKS)

-- name: enter
insert into registry.asset (COLUMNS, geom, first_at, valid_from, datum)
select VALUES, st_setsrid(st_makepoint(:lon, :lat), 4326), :now, :now,
    (select datum from registry.import_run where id = :run)
from jsonb_populate_record(null\:\:registry.asset, cast(:record as jsonb)) said
returning code

-- name: decided
update registry.import_review set decision = :decision, code = :code, decided_by = :by, decided_at = :at
where id = :id
returning id, run_id, row_no, source, source_id, record, candidates, decision, code, decided_by, decided_at

-- name: candidates
select a.code, a.class_code, c.name_zh as class_zh, c.name_en as class_en, a.source, a.source_id, st_x(a.geom) as lon, st_y(a.geom) as lat
from registry.asset a join registry.asset_class c on c.code = a.class_code
where a.code = any (cast(:codes as text[]))
