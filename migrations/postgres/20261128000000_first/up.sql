-- Ids are UUIDv7 as text, moments are microseconds since 1970 UTC, days are dates. A state change is a row with an
-- author and a time wherever more than the last one matters.

-- The directory -------------------------------------------------------------------------------------------------------
-- Departments and branches are rows, so that what is counted by them survives a new name: an import in which everyone present
-- moves to one new name renames the row.
CREATE TABLE departments (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE branches (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE people (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    employee_number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    title TEXT NOT NULL,
    -- None where the source gives none.
    department_id TEXT COLLATE "C" REFERENCES departments (id),
    branch_id TEXT COLLATE "C" REFERENCES branches (id),
    extension TEXT NOT NULL,
    starts_on DATE,
    ends_on DATE,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- A leaver's address may be given to somebody new, so only the active hold theirs.
CREATE UNIQUE INDEX people_by_active_email ON people (email_key) WHERE active;
CREATE INDEX people_by_department ON people (department_id, id);
CREATE INDEX people_by_branch ON people (branch_id);

-- Employments that are over, of people who came back under the same number: their days were days employed.
CREATE TABLE former_employments (
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    starts_on DATE,
    ends_on DATE NOT NULL,
    PRIMARY KEY (person_id, ends_on)
);

-- The type-ahead: every folded word of name, address, extension and department.
CREATE TABLE person_tokens (
    token TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    PRIMARY KEY (token, person_id)
);
CREATE INDEX person_tokens_by_person ON person_tokens (person_id);

CREATE TABLE reporting_lines (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    supervisor_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL CHECK (kind IN ('primary', 'dotted', 'acting')),
    source TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE,
    reason TEXT,
    created_by TEXT REFERENCES people (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX reporting_lines_by_person ON reporting_lines (person_id, kind, from_day);
CREATE INDEX reporting_lines_by_supervisor ON reporting_lines (supervisor_id, from_day);
CREATE INDEX reporting_lines_by_author ON reporting_lines (created_by) WHERE created_by IS NOT NULL;

-- An address by HR, which stands in people.email while it is open; source_email is what the source last said.
CREATE TABLE address_corrections (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    email TEXT NOT NULL,
    source_email TEXT NOT NULL,
    until_day DATE,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX address_corrections_by_person ON address_corrections (person_id, created_at);
CREATE UNIQUE INDEX address_corrections_open ON address_corrections (person_id) WHERE ended_at IS NULL;
CREATE INDEX address_corrections_by_author ON address_corrections (created_by);

CREATE TABLE person_roles (
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    source TEXT NOT NULL,
    granted_by TEXT REFERENCES people (id),
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, role, source)
);
CREATE INDEX person_roles_by_role ON person_roles (role, person_id);
CREATE INDEX person_roles_by_grantor ON person_roles (granted_by) WHERE granted_by IS NOT NULL;

-- Every role granted by hand, also those that ended; person_roles has the roles that hold.
CREATE TABLE role_grants (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    reason TEXT,
    granted_by TEXT COLLATE "C" REFERENCES people (id),
    granted_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT COLLATE "C" REFERENCES people (id),
    end_reason TEXT
);
CREATE INDEX role_grants_by_person ON role_grants (person_id, granted_at);
CREATE INDEX role_grants_by_end ON role_grants (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX role_grants_by_grantor ON role_grants (granted_by) WHERE granted_by IS NOT NULL;
CREATE INDEX role_grants_by_ender ON role_grants (ended_by) WHERE ended_by IS NOT NULL;
CREATE UNIQUE INDEX role_grants_open ON role_grants (person_id, role) WHERE ended_at IS NULL;

CREATE TABLE imports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL UNIQUE,
    file_sha256 TEXT NOT NULL,
    profile TEXT,
    imported_by TEXT COLLATE "C" REFERENCES people (id),
    finished_at BIGINT NOT NULL,
    report TEXT NOT NULL
);
CREATE INDEX imports_by_author ON imports (imported_by) WHERE imported_by IS NOT NULL;

-- Sign-in -------------------------------------------------------------------------------------------------------------
-- A directory file that was uploaded, until it is imported or removed.
CREATE TABLE uploaded_imports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    content BYTEA NOT NULL,
    profile TEXT,
    partial BOOLEAN NOT NULL,
    uploaded_by TEXT NOT NULL REFERENCES people (id),
    uploaded_at BIGINT NOT NULL,
    asked_at BIGINT,
    running_since BIGINT
);
CREATE INDEX uploaded_imports_by_person ON uploaded_imports (uploaded_by);

CREATE TABLE credentials (
    person_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES people (id),
    password_hash TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Choices of a person that hold in every browser and for mails; none where the browser or the bank decides.
CREATE TABLE preferences (
    person_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES people (id),
    language TEXT,
    time_zone TEXT,
    changed_at BIGINT NOT NULL
);

-- Failures in a row, for an account whether or not it exists: kept by the folded address as typed.
CREATE TABLE sign_in_failures (
    account_key TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_failed_at BIGINT NOT NULL
);

CREATE TABLE activations (
    token_hash TEXT NOT NULL PRIMARY KEY,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX activations_by_person ON activations (person_id);

CREATE TABLE sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL,
    secret_hash TEXT UNIQUE,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT,
    -- The hand-off for which this browser is a client's: it is locked until its person signs in again.
    locked_for TEXT
);
CREATE INDEX sessions_by_person ON sessions (person_id, created_at);

CREATE TABLE refresh_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    rotated_at BIGINT
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- In the database so that every process verifies every token.
CREATE TABLE signing_keys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    private_key TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    signs_from BIGINT NOT NULL,
    retired_at BIGINT
);

-- Numbers that belong to the database as a whole, such as the last reference of a year.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- The helper book -----------------------------------------------------------------------------------------------------
CREATE TABLE assists (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    banker_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    helper_id TEXT COLLATE "C" REFERENCES people (id),
    hint_name TEXT,
    hint_department TEXT,
    hint_extension TEXT,
    helped_at BIGINT NOT NULL,
    summary TEXT,
    problem TEXT,
    workaround_process TEXT,
    workaround_detail TEXT,
    search_text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (helper_id IS NOT NULL OR hint_name IS NOT NULL)
);
CREATE INDEX assists_by_banker ON assists (banker_id, helped_at, id);
CREATE INDEX assists_by_helper ON assists (helper_id, helped_at);

-- Commendations -------------------------------------------------------------------------------------------------------
CREATE TABLE commendations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('sent', 'corrected', 'withdrawn')),
    version INTEGER NOT NULL,
    banker_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    include_banker BOOLEAN NOT NULL,
    served_on DATE NOT NULL,
    sent_at BIGINT NOT NULL,
    -- The words of that day, and the rows of the banker's department and branch, by which trends are counted.
    branch TEXT NOT NULL,
    banker_department_id TEXT COLLATE "C" REFERENCES departments (id),
    banker_branch_id TEXT COLLATE "C" REFERENCES branches (id),
    client_name TEXT,
    client_name_shared BOOLEAN NOT NULL,
    -- The first version of the copy since the client took the permission to share the name back.
    anonymous_from INTEGER,
    client_name_shown TEXT,
    client_email TEXT,
    client_invited BOOLEAN,
    cover_note TEXT,
    -- As written, where that is not what circulates.
    cover_note_original TEXT,
    assist_id TEXT COLLATE "C" REFERENCES assists (id),
    unknown_helper_department TEXT,
    unknown_helper_department_id TEXT COLLATE "C" REFERENCES departments (id),
    -- Nobody has named the helper yet.
    awaits_helper BOOLEAN NOT NULL,
    workaround_process TEXT,
    workaround_detail TEXT,
    has_letter BOOLEAN NOT NULL,
    acknowledgements BIGINT NOT NULL,
    thanks BIGINT NOT NULL
);
CREATE INDEX commendations_by_banker ON commendations (banker_id, sent_at, id);
CREATE INDEX commendations_by_time ON commendations (sent_at, id);
CREATE INDEX commendations_by_service ON commendations (served_on, id);
CREATE INDEX commendations_by_assist ON commendations (assist_id) WHERE assist_id IS NOT NULL;
CREATE INDEX commendations_by_banker_department ON commendations (banker_department_id);
CREATE INDEX commendations_by_banker_branch ON commendations (banker_branch_id);
CREATE INDEX commendations_by_unknown_department ON commendations (unknown_helper_department_id)
    WHERE unknown_helper_department_id IS NOT NULL;
-- Every page of a supervisor counts these; they are few beside those that are named.
CREATE INDEX commendations_awaiting_helper ON commendations (unknown_helper_department_id) WHERE awaits_helper;

-- The client's words as written; nobody edits them.
CREATE TABLE letters (
    commendation_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES commendations (id),
    kind TEXT NOT NULL,
    text_original TEXT NOT NULL,
    -- None where nothing is masked: the words as written circulate.
    text_circulated TEXT,
    language TEXT,
    signature_name_original TEXT,
    signature_name_circulated TEXT,
    signature_strokes TEXT,
    signed_at BIGINT NOT NULL,
    -- On what a client wrote it by a hand-off, and when the client was given that way to write; none where a banker typed or scanned it.
    written_on TEXT,
    invited_at BIGINT
);

-- One person's share in a commendation: who that person was on the day.
CREATE TABLE commendation_helpers (
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    department TEXT NOT NULL,
    department_id TEXT COLLATE "C" REFERENCES departments (id),
    branch TEXT NOT NULL,
    branch_id TEXT COLLATE "C" REFERENCES branches (id),
    PRIMARY KEY (commendation_id, person_id)
);
CREATE INDEX commendation_helpers_by_person ON commendation_helpers (person_id);
CREATE INDEX commendation_helpers_by_department ON commendation_helpers (department_id);
CREATE INDEX commendation_helpers_by_branch ON commendation_helpers (branch_id);

-- The strengths that the helpers are praised for, in the banker's order. A word that this release does not know is of a later one.
CREATE TABLE commendation_strengths (
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    position INTEGER NOT NULL,
    strength TEXT NOT NULL,
    PRIMARY KEY (commendation_id, position)
);

-- Who has received a commendation: a helper, or the banker whom the client praised too. What a banker sent is found by
-- `commendations_by_banker`. A supervisor's list is made of those of the people who report there now. A history of thousands is
-- counted from these rows alone, so they repeat what the counts depend on.
CREATE TABLE commendation_listings (
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    sent_at BIGINT NOT NULL,
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    -- A supervisor may still have to acknowledge it; false only where nobody has to.
    waits BOOLEAN NOT NULL,
    -- It was not withdrawn.
    stands BOOLEAN NOT NULL,
    -- It praises the person as a helper; false for the banker whom the client praised too.
    helped BOOLEAN NOT NULL,
    -- The person has thanked for it.
    thanked BOOLEAN NOT NULL,
    has_letter BOOLEAN NOT NULL,
    branch TEXT NOT NULL,
    PRIMARY KEY (person_id, sent_at, commendation_id)
);
CREATE INDEX commendation_listings_by_commendation ON commendation_listings (commendation_id);

-- The folded words that lists are searched by, apart from the row that every list reads. Each follows a mark (U+0001 to U+001F).
-- The search of all commendations has an index of words, in the way of each database.
CREATE TABLE commendation_words (
    number INTEGER NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    commendation_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES commendations (id),
    words TEXT NOT NULL
);
-- A query has at most 40 characters of a word. The cost keeps the planner from calling this for each row of a scan.
CREATE FUNCTION commendation_lexemes(words TEXT) RETURNS TSVECTOR
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
    SELECT array_to_tsvector(ARRAY(
        SELECT DISTINCT left(word, 40) FROM regexp_split_to_table(words, E'[\x01-\x1f]') AS word WHERE word <> ''
    ))
$$;
CREATE INDEX commendation_words_index ON commendation_words USING gin (commendation_lexemes(words)) WITH (fastupdate = off);

-- The chains as they were decided at sending, with their reasons.
CREATE TABLE commendation_chain (
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    subject_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    level INTEGER NOT NULL,
    supervisor_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    PRIMARY KEY (commendation_id, subject_id, level)
);
CREATE INDEX commendation_chain_by_subject ON commendation_chain (subject_id);
CREATE INDEX commendation_chain_by_supervisor ON commendation_chain (supervisor_id);

-- The circulated copy. Its content is frozen at sending, so whoever needs it first renders the same bytes as anyone would.
CREATE TABLE circulated_copies (
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    version INTEGER NOT NULL,
    verification_code TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sha256 TEXT,
    byte_length BIGINT,
    pages INTEGER,
    PRIMARY KEY (commendation_id, version)
);
CREATE INDEX circulated_copies_by_sha256 ON circulated_copies (sha256);

CREATE TABLE acknowledgements (
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    note TEXT,
    told_employee BOOLEAN NOT NULL,
    filed BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (commendation_id, person_id)
);
CREATE INDEX acknowledgements_by_person ON acknowledgements (person_id);

CREATE TABLE thanks (
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    text TEXT,
    -- The client may be told these words.
    shared_with_client BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (commendation_id, person_id)
);
CREATE INDEX thanks_by_person ON thanks (person_id);

CREATE TABLE withdrawals (
    commendation_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES commendations (id),
    reason TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL REFERENCES people (id),
    withdrawn_at BIGINT NOT NULL
);
CREATE INDEX withdrawals_by_author ON withdrawals (withdrawn_by);

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
CREATE INDEX corrections_by_author ON corrections (corrected_by);

-- Files that were handed in to be a letter. `sha256` names the file as it came; what was made from it are its pages. Once
-- it went into a commendation it stays, with what was covered on it (`redactions`, JSON).
CREATE TABLE uploads (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    uploader_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    byte_length BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    commendation_id TEXT COLLATE "C" UNIQUE REFERENCES commendations (id),
    redactions TEXT,
    -- It is removed a day after nobody used it, unless a draft holds it.
    unused_since BIGINT NOT NULL,
    held BOOLEAN NOT NULL
);
CREATE INDEX uploads_by_uploader ON uploads (uploader_id);
CREATE INDEX uploads_by_sha256 ON uploads (sha256);
-- Only what nobody used is ever looked for by time.
CREATE INDEX uploads_unused ON uploads (unused_since) WHERE commendation_id IS NULL;

CREATE TABLE upload_pages (
    upload_id TEXT COLLATE "C" NOT NULL REFERENCES uploads (id),
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    coding TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    PRIMARY KEY (upload_id, number)
);
CREATE INDEX upload_pages_by_sha256 ON upload_pages (sha256);

-- Commendations that are not sent yet, as they were filled in (`fields`, JSON). The id becomes that of the commendation. `assist_id`
-- and `upload_id` are what the fields name, so they may name nothing. `letter` is the kind of a signed letter or a scan, which is
-- never removed by time: `signed_at`, `reminders` and `waiting_since` (a work item) are the steps of that.
CREATE TABLE drafts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    revision BIGINT NOT NULL,
    fields TEXT NOT NULL,
    assist_id TEXT COLLATE "C",
    upload_id TEXT COLLATE "C",
    letter TEXT,
    signed_at BIGINT,
    -- The client signed it by a hand-off: nobody changes its words, its signature or what the client agreed to.
    by_client BOOLEAN NOT NULL,
    -- How the client's letter came to be written, and when the client was given a way to write.
    written_on TEXT,
    invited_at BIGINT,
    reminders INTEGER NOT NULL,
    waiting_since BIGINT,
    -- When the supervisor of its owner was told that it waits.
    supervisor_told_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    closed_at BIGINT,
    closed_by TEXT COLLATE "C" REFERENCES people (id),
    closing_reason TEXT
);
CREATE INDEX drafts_by_owner ON drafts (owner_id, changed_at, id);
CREATE INDEX drafts_by_change ON drafts (changed_at);
CREATE INDEX drafts_by_assist ON drafts (assist_id) WHERE assist_id IS NOT NULL;
CREATE INDEX drafts_by_upload ON drafts (upload_id) WHERE upload_id IS NOT NULL;
CREATE INDEX drafts_signed ON drafts (signed_at) WHERE signed_at IS NOT NULL;
CREATE INDEX drafts_waiting ON drafts (waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX drafts_by_closer ON drafts (closed_by) WHERE closed_by IS NOT NULL;

-- Ways for a client to write the letter of a draft: hashes to find one by, and what the client has written, encrypted, until it is
-- signed. A draft is gone once it is sent, and a hand-off stays as its provenance. `seed` makes link and code under the secret.
CREATE TABLE handoffs (
    id TEXT NOT NULL PRIMARY KEY,
    draft_id TEXT NOT NULL,
    banker_id TEXT NOT NULL REFERENCES people (id),
    place TEXT NOT NULL,
    seed TEXT NOT NULL,
    link_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    cookie_hash TEXT,
    created_at BIGINT NOT NULL,
    opened_at BIGINT,
    written_at BIGINT,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    ending TEXT,
    entries TEXT,
    -- The words to which the client agreed, with their language (JSON).
    agreed_to TEXT
);
CREATE INDEX handoffs_by_draft ON handoffs (draft_id, created_at);
CREATE UNIQUE INDEX handoffs_open ON handoffs (draft_id) WHERE ended_at IS NULL;
CREATE INDEX handoffs_by_code ON handoffs (code_hash) WHERE ended_at IS NULL;
CREATE INDEX handoffs_by_cookie ON handoffs (cookie_hash) WHERE cookie_hash IS NOT NULL;
CREATE INDEX handoffs_by_time ON handoffs (expires_at) WHERE ended_at IS NULL;
CREATE INDEX handoffs_by_banker ON handoffs (banker_id);

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
CREATE INDEX packets_by_person ON packets (person_id);
CREATE INDEX packets_by_maker ON packets (made_by) WHERE made_by IS NOT NULL;

-- The letters in a packet, each in the version that it holds.
CREATE TABLE packet_letters (
    packet_id TEXT COLLATE "C" NOT NULL REFERENCES packets (id),
    commendation_id TEXT COLLATE "C" NOT NULL REFERENCES commendations (id),
    version INTEGER NOT NULL,
    PRIMARY KEY (packet_id, commendation_id)
);
CREATE INDEX packet_letters_by_commendation ON packet_letters (commendation_id);

-- Delivery ------------------------------------------------------------------------------------------------------------
CREATE TABLE deliveries (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    commendation_id TEXT COLLATE "C" REFERENCES commendations (id),
    version INTEGER,
    recipient_id TEXT COLLATE "C" REFERENCES people (id),
    recipient_name TEXT NOT NULL,
    recipient_email TEXT NOT NULL,
    reasons TEXT NOT NULL,
    -- The reasons with the people they are about, apart from the content, which may be emptied.
    because TEXT,
    -- Only of a mail that no commendation can be asked for.
    content TEXT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'unknown', 'failed', 'bounced', 'suppressed')),
    -- Counts every try and never falls: the fence of a completion. `tries` counts since `queued_at`, which a retry by hand
    -- sets anew, and sets the pace of the next.
    attempt INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    reply_code INTEGER,
    reply_text TEXT,
    -- Why there was no reply, or why it is not sent: a kind with arguments (JSON).
    cause TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX deliveries_by_commendation ON deliveries (commendation_id, created_at);
CREATE INDEX deliveries_by_recipient ON deliveries (recipient_id);
-- Only what is not finished is ever looked for by time.
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'queued';
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE state = 'sending';

-- What is not finished is counted for every scrape and listed for a person, beside millions of rows that are: no such look may read
-- the whole table. Waiting and leased deliveries have their indexes; these are the ones that a person has to do something about.
CREATE INDEX deliveries_stuck ON deliveries (state, id) WHERE state IN ('unknown', 'failed', 'bounced');

CREATE TABLE delivery_attempts (
    delivery_id TEXT COLLATE "C" NOT NULL REFERENCES deliveries (id),
    number INTEGER NOT NULL,
    worker TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    outcome TEXT,
    reply_code INTEGER,
    reply_text TEXT,
    cause TEXT,
    PRIMARY KEY (delivery_id, number)
);

CREATE TABLE outbox_pauses (
    name TEXT NOT NULL PRIMARY KEY,
    -- The outcome that caused it (JSON), for a pause by the relay.
    outcome TEXT,
    paused_at BIGINT NOT NULL
);

-- The work list -------------------------------------------------------------------------------------------------------
CREATE TABLE work_items (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'resolved')),
    subject TEXT NOT NULL,
    -- The matter with its arguments (JSON); its sentence is made when it is read.
    arguments TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by TEXT REFERENCES people (id),
    note TEXT
);
-- One open item for one matter: what happens again while it is open adds nothing.
CREATE UNIQUE INDEX work_items_open ON work_items (kind, subject) WHERE state = 'open';
-- The items about one mail, open or not.
CREATE INDEX work_items_by_subject ON work_items (subject);
CREATE INDEX work_items_by_state ON work_items (state, opened_at, id);
CREATE INDEX work_items_by_resolver ON work_items (resolved_by) WHERE resolved_by IS NOT NULL;

-- The trail -----------------------------------------------------------------------------------------------------------
CREATE TABLE audit_entries (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_entries_by_object ON audit_entries (object, seq);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor, seq);
CREATE INDEX audit_entries_by_time ON audit_entries (at, seq);
CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an audit entry is never changed or removed';
END
$$;
CREATE TRIGGER audit_entries_stand BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse();
CREATE TRIGGER audit_entries_stay BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse();

-- Requests ------------------------------------------------------------------------------------------------------------
CREATE TABLE idempotency_records (
    caller TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    location TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (caller, route, key)
);
CREATE INDEX idempotency_records_by_age ON idempotency_records (created_at);

-- The service itself -------------------------------------------------------------------------------------------------
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

-- What a database is as a whole.
CREATE TABLE marks (
    name TEXT NOT NULL PRIMARY KEY
);
