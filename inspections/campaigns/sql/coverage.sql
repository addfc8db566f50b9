-- Reading the coverage ledger. A cover nobody could get to because its whole unit was shut counts as no_access.

-- name: starts_on
select starts_on from inspections.campaign where id = :campaign_id

-- name: unit_progress
select u.id, u.kind, u.community_code, a.number, u.day_no, u.length_m, u.result, u.second_assignment_id is not null as twice,
       count(t.asset_code) as targets,
       count(*) filter (where t.result = 'fine') as fine,
       count(*) filter (where t.result = 'defect') as defect,
       count(*) filter (where t.result = 'not_found') as not_found,
       count(*) filter (where t.result = 'no_access' or (t.asset_code is not null and t.result is null and u.result = 'no_access')) as no_access,
       count(*) filter (where t.asset_code is not null and t.result is null and u.result is distinct from 'no_access') as unseen,
       count(*) filter (where t.late) as late,
       count(t.second_result) as second_seen
  from inspections.campaign_unit u
  join inspections.assignment a on a.id = u.assignment_id
  left join inspections.target t on t.unit_id = u.id
 where u.campaign_id = :campaign_id
   and (cast(:areas as text[]) is null
        or exists (select from unnest(cast(:areas as text[])) own
                    where starts_with(u.community_code, own) or (u.community_code is null and length(own) = 6)))
 group by u.id, a.number
 order by a.number, u.position, u.id

-- name: seen_by_day
select cast(t.observed_at at time zone :zone as date) as seen_on, count(*) as targets
  from inspections.target t
  join inspections.campaign_unit u on u.id = t.unit_id
 where t.campaign_id = :campaign_id and t.result is not null
   and (cast(:areas as text[]) is null
        or exists (select from unnest(cast(:areas as text[])) own
                    where starts_with(u.community_code, own) or (u.community_code is null and length(own) = 6)))
 group by 1
 order by 1

-- name: missed
-- Covers without a sound look, and units without covers that nobody walked; by unit, then code.
with left_over as (
    select u.id as unit_id, t.asset_code, u.kind, u.place_code, u.community_code, a.number, u.day_no,
           case when t.asset_code is null then coalesce(u.result, 'unseen')
                else coalesce(t.result, case when u.result = 'no_access' then u.result end, 'unseen') end as reason,
           coalesce(t.late, false) as late, st_pointonsurface(u.geom) as middle
      from inspections.campaign_unit u
      join inspections.assignment a on a.id = u.assignment_id
      left join inspections.target t on t.unit_id = u.id
     where u.campaign_id = :campaign_id
       and u.id >= :after_unit and (u.id, coalesce(t.asset_code, '')) > (:after_unit, :after_asset)
       and (cast(:areas as text[]) is null
            or exists (select from unnest(cast(:areas as text[])) own
                        where starts_with(u.community_code, own) or (u.community_code is null and length(own) = 6)))
)
select l.unit_id, l.asset_code, s.class_code, s.spoken_prefix, s.spoken_number, l.kind, l.place_code,
       l.community_code, l.number as assignment, l.day_no, l.reason, l.late,
       st_x(coalesce(s.geom, l.middle)) as lon, st_y(coalesce(s.geom, l.middle)) as lat
  from left_over l
  left join registry.asset s on s.code = l.asset_code
 where l.reason = any (cast(:reasons as text[]))
 order by l.unit_id, l.asset_code
 limit :limit

-- name: second_looks
-- What both looks found where both looked: by hazard and minor. A finding counts by what the observation named; it is left
-- out where its ticket was void (a false alarm), or was repaired before the other look could see it.
with looked as (
    select t.asset_code, t.result, t.second_result,
           coalesce(one.hazard, two.hazard, false) as hazard,
           coalesce(one_ticket.state in ('void', 'refused'), false) as one_false, coalesce(two_ticket.state in ('void', 'refused'), false) as two_false,
           coalesce(one_ticket.repaired_at < second.observed_at or two_ticket.repaired_at < first.observed_at, false) as repaired
      from inspections.target t
      left join inspections.observation first on first.id = t.observation_id
      left join inspections.observation second on second.id = t.second_observation_id
      left join inspections.defect one on one.code = first.defect_code
      left join inspections.defect two on two.code = second.defect_code
      left join inspections.ticket_sighting one_sighting on one_sighting.observation_id = first.id
      left join inspections.ticket one_ticket on one_ticket.id = one_sighting.ticket_id
      left join inspections.ticket_sighting two_sighting on two_sighting.observation_id = second.id
      left join inspections.ticket two_ticket on two_ticket.id = two_sighting.ticket_id
     where t.campaign_id = :campaign_id and (t.result = 'defect' or t.second_result is not null)
), judged as (
    select hazard, second_result is not null and result is not null and not repaired as twice,
           result = 'defect' and not one_false as by_first, second_result = 'defect' and not two_false as by_second
      from looked
)
select kind, count(*) filter (where by_first) as found, count(*) filter (where twice) as looked_twice,
       count(*) filter (where twice and by_first) as first, count(*) filter (where twice and by_second) as second,
       count(*) filter (where twice and by_first and by_second) as both
  from judged
 cross join lateral (values ('all', true), ('hazard', hazard), ('minor', not hazard)) as kinds (kind, fits)
 where fits
 group by kind
