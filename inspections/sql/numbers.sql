-- Numbers printed on paper and map.

-- name: ticket
select id from inspections.ticket where number = :number;

-- name: request
select id from inspections.request where number = :number;
