-- The rows of exchange files, a statement a sheet: columns by the names of the fields, times in China.
-- :asked and :bound hold patterns of areas (registry.assets.below).

-- name: matters
select t.number as key, st_asbinary(t.geom) as shape,
    left(coalesce(t.community_code, a.code), 6) || t.class_code as "SXDM", k.name_zh || '异常' as "SXMC",
    a.authority_code as "ZGBMDM", o.name_zh as "ZGBMMC", nullif(t.place_zh, '') as "SFWZ",
    coalesce(a.unit_grid_code, registry.area_at('unit_grid', t.geom)) as "SZDYWGBSM"
from inspections.ticket t
left join registry.asset a on a.code = t.asset_code
left join registry.asset_class k on k.code = t.class_code
left join registry.organisation o on o.code = a.authority_code
where t.reported_at >= :from_at and t.reported_at < :until_at and t.state not in ('void', 'refused')
    and (coalesce(t.community_code, left(a.code, 6), '') like any (cast(:bound as text[])) or (:division and t.community_code is null))
    and (not :is_asked or coalesce(t.community_code, left(a.code, 6), '') like any (cast(:asked as text[])))
order by t.number;

-- name: cases
select t.number as key, st_asbinary(t.geom) as shape,
    t.number as "AJH", left(coalesce(t.community_code, a.code), 6) || t.class_code as "SXDM", k.name_zh || '异常' as "SXMC",
    d.name_zh as "WTMC", t.asset_code as "GLBJBSM", nullif(t.place_zh, '') as "SFWZ",
    coalesce(a.unit_grid_code, registry.area_at('unit_grid', t.geom)) as "SZDYWGBSM", t.grid_code as "SZWGDM", t.state as "AJZT",
    to_char(t.reported_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24\:MI\:SS') as "SBSJ",
    to_char(t.filed_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24\:MI\:SS') as "LASJ",
    to_char(t.dispatched_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24\:MI\:SS') as "PQSJ",
    to_char(t.repaired_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24\:MI\:SS') as "CZSJ",
    to_char(t.verified_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24\:MI\:SS') as "HCSJ",
    to_char(t.closed_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24\:MI\:SS') as "JASJ",
    t.assignee_code as "CZBMDM", o.name_zh as "CZBMMC", f.text_zh as "LATJ", j.text_zh as "JATJ",
    l.amount as amount, l.unit as unit,
    to_char(t.due_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24\:MI\:SS') as "CZJZSJ",
    case when t.repaired_at <= t.due_at then '是' when least(t.repaired_at, :now) > t.due_at then '否' end as "SFAQ",
    cast(t.reworks as text) as "FGCS",
    cast((select count(*) from inspections.ticket_event e where e.ticket_id = t.id and e.action = 'extend') as text) as "YQCS",
    cast((select count(*) from inspections.ticket_event e where e.ticket_id = t.id and e.action = 'return') as text) as "THCS"
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code
left join registry.asset a on a.code = t.asset_code
left join registry.asset_class k on k.code = t.class_code
left join registry.organisation o on o.code = t.assignee_code
left join inspections.condition f on f.code = t.filing_condition
left join inspections.condition j on j.code = t.closing_condition
left join lateral (
    select l.amount, l.unit
    from inspections.ticket_clock c join inspections.time_limit l on l.id = c.limit_id
    where c.ticket_id = t.id and c.kind = 'repair' and c.superseded_at is null order by c.seq desc limit 1) l on true
where t.reported_at >= :from_at and t.reported_at < :until_at
    and (coalesce(t.community_code, left(a.code, 6), '') like any (cast(:bound as text[])) or (:division and t.community_code is null))
    and (not :is_asked or coalesce(t.community_code, left(a.code, 6), '') like any (cast(:asked as text[])))
order by t.number;

-- name: grids
select u.code as key, st_asbinary(u.geom) as shape, u.code as code,
    cast(round(cast(st_area(cast(u.geom as geography)) as numeric), 2) as text) as area,
    to_char(u.valid_from at time zone 'Asia/Shanghai', 'YYYYMMDD') as first, cast(null as text) as last, cast(null as text) as note
from registry.unit_grid u
where u.community_code like any (cast(:bound as text[]))
    and (not :is_asked or u.community_code like any (cast(:asked as text[])))
order by u.code;

-- name: standards
-- Each condition of filing for each class it is for, with those of closing and the limit of the repair that hold now.
select k.code || ' ' || f.code as key,
    left(k.code, 2) as "大类代码", k.code as "小类代码", k.name_zh as "小类名称", cast(null as text) as "处置单位",
    cast(null as text) as "主管部门", f.text_zh as "立案条件", j.texts as "结案条件", l.amount as amount, l.unit as unit
from inspections.condition f
join registry.asset_class k on k.code = f.class_code or (f.class_code is null and k.is_cover)
left join lateral (
    select string_agg(c.text_zh, '；' order by c.position) as texts
    from inspections.condition c
    where c.kind = 'closing' and c.enabled and (c.class_code is null or c.class_code = k.code)
        and (c.defect_code is null or c.defect_code = f.defect_code)) j on true
left join lateral (
    select t.amount, t.unit
    from inspections.time_limit t
    where t.profile = :limits and t.kind = 'repair' and t.condition = '' and t.valid_from <= :now
        and (t.defect_code is null or t.defect_code = f.defect_code)
    order by t.defect_code nulls last, t.valid_from desc limit 1) l on true
where f.kind = 'filing' and f.enabled
order by k.code, f.position, f.code;
