-- The secret of one-time links is derived from the installation's secret file now. What lay here went into every copy of the
-- database.
DROP TABLE secrets;
