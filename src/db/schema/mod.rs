//! The tables as diesel knows them; one description for both databases, whose migrations keep them alike.
//!
//! In the form that `diesel print-schema` prints, but maintained by hand, because two databases share it. A test compares it
//! with each database's own catalogue.

#![allow(missing_docs, reason = "the columns are described where they are made, in the migrations")]

mod identity;
mod records;
mod service;

pub use identity::{
    activations, address_corrections, branches, credentials, departments, former_employments, imports, people,
    person_roles, person_tokens, preferences, refresh_tokens, reporting_lines, role_grants, sessions, sign_in_failures,
    signing_keys, uploaded_imports,
};
pub use records::{
    acknowledgements, assists, circulated_copies, commendation_chain, commendation_helpers, commendation_listings,
    commendation_strengths, commendation_words, commendations, corrections, drafts, handoffs, letters, packet_letters,
    packets, thanks, upload_pages, uploads, withdrawals,
};
pub use service::{
    audit_entries, counters, deliveries, delivery_attempts, idempotency_records, jobs, marks, outbox_pauses, work_items,
};

diesel::allow_tables_to_appear_in_same_query!(
    departments,
    branches,
    people,
    former_employments,
    person_tokens,
    reporting_lines,
    address_corrections,
    person_roles,
    role_grants,
    imports,
    uploaded_imports,
    credentials,
    preferences,
    sign_in_failures,
    activations,
    sessions,
    refresh_tokens,
    signing_keys,
    assists,
    commendations,
    letters,
    commendation_helpers,
    commendation_listings,
    commendation_strengths,
    commendation_words,
    commendation_chain,
    circulated_copies,
    acknowledgements,
    thanks,
    withdrawals,
    corrections,
    drafts,
    handoffs,
    packets,
    packet_letters,
    uploads,
    upload_pages,
    deliveries,
    delivery_attempts,
    outbox_pauses,
    work_items,
    audit_entries,
    jobs,
    idempotency_records,
    marks,
    counters,
);
