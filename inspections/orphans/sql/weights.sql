-- What each kind of evidence weighs.

-- name: weights
select kind, weight, half, reach_m, words from inspections.orphan_weight;

-- name: store
insert into inspections.orphan_weight (kind, weight, half, reach_m, words, source)
values (:kind, :weight, :half, :reach_m, :words, :source)
on conflict (kind) do update
set weight = excluded.weight, half = excluded.half, reach_m = excluded.reach_m, words = excluded.words, source = excluded.source;
