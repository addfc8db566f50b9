alter table registry.import_run drop column undone_by;
drop table registry.import_review;
