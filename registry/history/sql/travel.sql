-- The moments of a reading transaction.

-- name: depart
select clock_timestamp() as now,
    set_config('jingge.as_of', :as_of, true), set_config('jingge.as_known_at', :as_known_at, true),
    nullif(:as_of, '')\:\:timestamptz > clock_timestamp() as as_of_ahead,
    nullif(:as_known_at, '')\:\:timestamptz > clock_timestamp() as as_known_at_ahead
