-- What is not finished is counted for every scrape and listed for a person, beside millions of rows that are: no such look may read
-- the whole table. Waiting and leased deliveries have their indexes; these are the ones that a person has to do something about.
CREATE INDEX deliveries_stuck ON deliveries (state, id) WHERE state IN ('unknown', 'failed', 'bounced');
