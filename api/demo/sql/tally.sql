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
select (select count(*) from planted where hazard)                                          as planted,
       (select count(*) from inspections.ticket where hazard)                               as tickets,
       (select count(*) from planted where hazard and not exists (
          select from inspections.ticket where ticket.asset_code = planted.asset_code and ticket.hazard)) as missed,
       (select count(*) from inspections.ticket where hazard and not exists (
          select from planted where planted.asset_code = ticket.asset_code and planted.hazard)) as "false",
       (select count(*) from inspections.ticket where hazard and state = 'closed')          as closed,
       (select count(*) from inspections.ticket where hazard and state = 'void')            as void,
       (select count(*) from inspections.ticket where hazard and closed_at <= due_at)       as on_time,
       (select count(*) from planted where not hazard)                                      as minor_planted,
       (select count(*) from inspections.maintenance_item as item
          join planted using (asset_code, defect_code) where not planted.hazard)            as minor_found,
       (select count(*) from inspections.observation)                                       as observations,
       (select count(*) from inspections.observation_refused)                               as refused,
       (select count(*) from inspections.photo)                                             as photos,
       (select round(count(target.result)::numeric / nullif(count(*), 0), 6) from inspections.target) as coverage
