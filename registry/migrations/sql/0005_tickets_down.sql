drop function inspections.ticket_then(timestamptz);
