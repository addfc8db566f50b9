-- What evidence of duplicates weighs.

-- name: store
insert into inspections.duplicate_weight (kind, value, source) values (:kind, :value, :source)
on conflict (kind) do update set value = excluded.value, source = excluded.source;

-- name: weights
select kind, value from inspections.duplicate_weight;
