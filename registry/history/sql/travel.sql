-- The moments of a reading transaction.

-- name: depart
with told as (
    select set_config('jingge.as_of', :as_of, true) as as_of, set_config('jingge.as_known_at', :as_known_at, true) as as_known_at
)
select clock_timestamp() as now, nullif(as_of, '')\:\:timestamptz > clock_timestamp() as as_of_ahead,
    nullif(as_known_at, '')\:\:timestamptz > clock_timestamp() as as_known_at_ahead
from told
