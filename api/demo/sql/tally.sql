-- What the database holds at the end of the demonstration, beside the planted truth.

-- name: plant
create temporary table planted on commit drop as
select truth.source_id, truth.defect_code, truth.severity, truth.hazard, asset.code as asset_code
from json_to_recordset(cast(:rows as json)) as truth (source_id text, defect_code text, severity integer, hazard boolean)
join registry.asset on asset.source_id = truth.source_id and asset.source = :source

-- name: truth
select asset_code, defect_code, severity, hazard from planted

-- name: places
select (select count(*) from registry.street)         as streets,
       (select count(*) from registry.community)      as communities,
       (select count(*) from registry.grid)           as grids,
       (select count(*) from registry.road_segment)   as segments,
       (select count(*) from registry.compound)       as compounds,
       (select count(*) from registry.building)       as buildings,
       (select count(*) from registry.asset join registry.asset_class on asset_class.code = asset.class_code
         where asset_class.is_cover)                  as covers

-- name: work
-- The sweep is held against what was planted; a ticket of a campaign is the sweep's, others are told by whoever saw them.
with swept as (select * from inspections.ticket where hazard and campaign_id is not null)
select (select count(*) from planted where hazard)                                          as planted,
       (select count(*) from swept)                                                         as tickets,
       (select count(*) from planted where hazard and not exists (
          select from swept where swept.asset_code = planted.asset_code))                   as missed,
       (select count(*) from swept where not exists (
          select from planted where planted.asset_code = swept.asset_code and planted.hazard)) as "false",
       (select count(*) from swept where state = 'closed')                                  as closed,
       (select count(*) from swept where state = 'void')                                    as void,
       (select count(*) from planted where not hazard)                                      as minor_planted,
       (select count(*) from inspections.maintenance_item as item
          join planted using (asset_code, defect_code) where not planted.hazard)            as minor_found,
       (select count(*) from inspections.observation)                                       as observations,
       (select count(*) from inspections.observation_refused)                               as refused,
       (select count(*) from inspections.photo)                                             as photos,
       (select round(count(target.result)::numeric / nullif(count(*), 0), 6) from inspections.target) as coverage

-- name: repairs
-- All hazards but those that were untrue: on time by GB/T 30428.4, safe (barred or made good) within the hour of the report.
-- Guarded is a hole by which somebody or something stood without a gap from its dispatch until it was repaired.
-- Toured is what a crew repaired at the time of its stop in its published tour; the rest was given to a crew by hand.
with hazards as (
    select t.*, d.hole, least(t.made_safe_at, t.repaired_at) - t.reported_at <= interval '1 hour' as safe,
        exists (select from inspections.storm s where t.campaign_id is null and t.reported_at >= s.begins_at
            and t.reported_at < coalesce(s.ended_at, 'infinity') and starts_with(t.community_code, s.area_code)) as emergency,
        exists (select from inspections.tour_stop s
            join inspections.tour_plan p on p.id = s.plan_id and p.published_at is not null
            join inspections.ticket_event e on e.ticket_id = t.id and e.action = 'repair' and e.org_code = s.crew_code
                and e.at between s.arrives_at and s.ends_at
            where t.id = any(s.ticket_ids)) as toured
    from inspections.ticket t join inspections.defect d on d.code = t.defect_code
    where t.hazard and t.state not in ('void', 'refused'))
select count(*) filter (where emergency)                                                     as emergencies,
       count(*) filter (where emergency and closed_at is not null)                           as emergencies_closed,
       count(*) filter (where emergency and safe)                                            as emergencies_safe_within_hour,
       round(count(*) filter (where repaired_at <= due_at)::numeric
           / nullif(count(*) filter (where due_at is not null), 0), 4)                        as on_time_share,
       round(count(*) filter (where safe)::numeric / nullif(count(*), 0), 4)                 as made_safe_within_hour_share,
       count(*) filter (where reworks > 0)                                                   as reworked,
       count(*) filter (where toured)                                                        as toured,
       count(*) filter (where repaired_at is not null and not toured)                        as by_hand,
       count(*) filter (where hole)                                                          as holes,
       count(*) filter (where hole and (
           select range_agg(tstzrange(g.begins_at, coalesce(g.ended_at, g.until)))
           from inspections.guard g where g.ticket_id = hazards.id
               and g.begins_at < coalesce(g.ended_at, g.until))
           @> tstzrange(dispatched_at, repaired_at))                                          as guarded,
       (select count(*) from inspections.tour_plan where published_at is not null)           as plans,
       (select count(*) from inspections.ticket_material where confirmed_at is not null)     as quantities_confirmed
from hazards

-- name: left_out
-- What a published plan had no room for, by each reason that alone stood in the way: it waited for a later tour.
select reason, count(distinct (p.day, p.house_code, l.job)) as jobs
from inspections.tour_left l
join inspections.tour_plan p on p.id = l.plan_id and p.published_at is not null
cross join unnest(l.reasons) as reason
group by reason order by reason
