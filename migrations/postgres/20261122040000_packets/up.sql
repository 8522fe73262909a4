-- Promotion packets that were made. The fingerprint is of what was asked, by whom, and of everything the packet says: the same
-- request over unchanged letters finds the row and its file.
CREATE TABLE packets (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    verification_code TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL UNIQUE,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    period_from DATE,
    period_to DATE,
    made_by TEXT COLLATE "C" REFERENCES people (id),
    made_at BIGINT NOT NULL,
    sha256 TEXT,
    byte_length BIGINT,
    pages INTEGER
);
CREATE INDEX packets_by_sha256 ON packets (sha256);

-- The letters in a packet, each in the version that it holds.
CREATE TABLE packet_letters (
    packet_id TEXT COLLATE "C" NOT NULL REFERENCES packets (id),
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    version INTEGER NOT NULL,
    PRIMARY KEY (packet_id, commendation_id)
);
