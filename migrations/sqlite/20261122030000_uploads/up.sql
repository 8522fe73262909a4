-- Files that were handed in to be a letter. `sha256` names the file as it came; what was made from it are its pages. Once
-- it went into a commendation it stays, with what was covered on it (`redactions`, JSON).
CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    uploader_id TEXT NOT NULL REFERENCES people (id),
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    byte_length BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    commendation_id TEXT UNIQUE REFERENCES commendations (id),
    redactions TEXT
);
CREATE INDEX uploads_by_sha256 ON uploads (sha256);
-- Only what nobody used is ever looked for by time.
CREATE INDEX uploads_unused ON uploads (created_at) WHERE commendation_id IS NULL;

CREATE TABLE upload_pages (
    upload_id TEXT NOT NULL REFERENCES uploads (id),
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    coding TEXT NOT NULL CHECK (coding IN ('jpeg_colour', 'jpeg_grey', 'png_bilevel')),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    PRIMARY KEY (upload_id, number)
);
CREATE INDEX upload_pages_by_sha256 ON upload_pages (sha256);
