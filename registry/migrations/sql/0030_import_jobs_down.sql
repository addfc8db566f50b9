-- Files and jobs are forgotten; the runs they made stay, and so do the bytes on the disk.
drop table registry.import_progress, registry.import_job, registry.import_file;
