-- Why a version took the place of the one before, and the banker's paragraph as it was written until then.
CREATE TABLE corrections (
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    version INTEGER NOT NULL,
    reason TEXT NOT NULL,
    cover_note_before TEXT,
    corrected_by TEXT NOT NULL REFERENCES people (id),
    corrected_at BIGINT NOT NULL,
    PRIMARY KEY (commendation_id, version)
);
