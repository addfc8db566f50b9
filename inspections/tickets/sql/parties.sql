-- Whose house somebody acts for.

-- name: house
-- The house of an organisation: of a crew the organisation it belongs to, else itself.
select case kind when 'crew' then coalesce(parent_code, code) else code end
from registry.organisation
where code = :code;
