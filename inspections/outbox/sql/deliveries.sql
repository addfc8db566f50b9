-- What was sent to a webhook, for people.

-- name: page
select d.number, o.id as message_id, o.ticket_id, o.request_id, d.status, d.next_at,
    case when not d.gone then o.action when o.request_id is null then 'gone' else 'request.gone' end as action, d.attempted_at, d.response_code, d.error, d.delivered_at
from inspections.delivery d
join inspections.outbox o on o.number = d.number
where d.webhook_id = :id
    and (cast(:status as text) is null or d.status = :status)
    and (cast(:after as bigint) is null or d.number < :after)
order by d.number desc
limit :limit;
