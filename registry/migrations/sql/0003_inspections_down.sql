drop schema inspections cascade;
