DROP INDEX deliveries_stuck;
