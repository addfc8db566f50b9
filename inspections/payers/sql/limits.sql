-- Limits of recoveries, and who makes good in an owner's place.

-- name: store_limits
insert into inspections.paying_limit ("limit", amount, unit, source)
values (:limit, :amount, :unit, :source)
on conflict ("limit") do update set amount = excluded.amount, unit = excluded.unit, source = excluded.source;

-- name: limits
select "limit", amount, unit, source from inspections.paying_limit order by "limit";

-- name: organisations
select code from registry.organisation where kind <> 'crew';

-- name: forget_stand_ins
delete from inspections.paying_stand_in;

-- name: store_stand_ins
insert into inspections.paying_stand_in (area_code, org_code, source) values (:area_code, :org_code, :source);

-- name: stand_in
-- Of those that have not ended.
select s.org_code
from inspections.paying_stand_in s
join registry.organisation o on o.code = s.org_code and o.ended_on is null
where starts_with(:community_code, s.area_code)
order by length(s.area_code) desc
limit 1;
