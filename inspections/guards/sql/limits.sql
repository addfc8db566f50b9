-- What air in a well must be.

-- name: limits
select gas, least, most, source from inspections.gas_limit order by gas;

-- name: store
insert into inspections.gas_limit (gas, least, most, source)
values (:gas, :least, :most, :source)
on conflict (gas) do update set least = excluded.least, most = excluded.most, source = excluded.source;
