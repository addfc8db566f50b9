-- What was sent to a webhook, for people.

-- name: page
select d.number, o.id as message_id, case when d.gone then 'gone' else o.action end as action, o.ticket_id, d.status, d.next_at,
    d.attempted_at, d.response_code, d.error, d.delivered_at
from inspections.delivery d
join inspections.outbox o on o.number = d.number
where d.webhook_id = :id
    and (cast(:status as text) is null or d.status = :status)
    and (cast(:after as bigint) is null or d.number < :after)
order by d.number desc
limit :limit;
