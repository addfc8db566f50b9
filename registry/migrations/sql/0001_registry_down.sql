drop schema registry cascade;
