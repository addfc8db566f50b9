-- Lines of cost sheets, and the confirmed quantities they price.

-- name: confirmed
-- What stands of the jobs the ticket is part of and another house confirmed, as in the sheet of inspections.proof.
select m.id, m.quantity
from inspections.ticket t
join inspections.ticket_material m on m.thing = coalesce(t.asset_code, t.id\:\:text) and (
    m.ticket_id = t.id
    or (m.house, m.visited_on) in (
        select own.house, own.visited_on from inspections.ticket_material own where own.ticket_id = t.id
        union select t.repaired_house, (t.repaired_at at time zone 'Asia/Shanghai')\:\:date))
where t.id = :ticket_id and m.confirmed_at is not null and m.quantity > 0
    and not exists (
        select from inspections.ticket_material later
        where (later.thing, later.house, later.visited_on, later.material_code) = (m.thing, m.house, m.visited_on, m.material_code)
            and later.number > m.number);

-- name: sheet
select kind, name, unit, quantity, unit_price_fen, material_id
from inspections.cost_line
where recovery_id = :recovery_id and sheet = :sheet
order by number;
