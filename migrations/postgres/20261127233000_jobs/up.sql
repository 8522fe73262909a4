-- Periodic work: one row for each job, and one process at a time that holds it. Every moment is by the database's clock.
CREATE TABLE jobs (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    due_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    runs BIGINT NOT NULL,
    -- Runs in a row that did not end well.
    unfinished INTEGER NOT NULL,
    finished_at BIGINT
);
