//! The tables as diesel sees them; one description for both databases, which the migrations keep alike.
//!
//! Printed by `diesel print-schema` in form; kept by hand, because two databases share it. A test compares it with what
//! each database says of itself. It is longer than other files because it is one list.

#![allow(missing_docs, reason = "the columns are described where they are made, in the migrations")]

diesel::table! {
    people (id) {
        id -> Text,
        employee_number -> Text,
        name -> Text,
        email -> Text,
        email_key -> Text,
        title -> Text,
        department -> Text,
        branch -> Text,
        extension -> Text,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        active -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    person_tokens (token, person_id) {
        token -> Text,
        person_id -> Text,
    }
}

diesel::table! {
    reporting_lines (id) {
        id -> Text,
        person_id -> Text,
        supervisor_id -> Text,
        kind -> Text,
        source -> Text,
        from_day -> Date,
        until_day -> Nullable<Date>,
        reason -> Nullable<Text>,
        created_by -> Nullable<Text>,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    person_roles (person_id, role, source) {
        person_id -> Text,
        role -> Text,
        source -> Text,
        granted_by -> Nullable<Text>,
        granted_at -> BigInt,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        revision -> BigInt,
        file_sha256 -> Text,
        profile -> Nullable<Text>,
        finished_at -> BigInt,
        report -> Text,
    }
}

diesel::table! {
    credentials (person_id) {
        person_id -> Text,
        password_hash -> Text,
        changed_at -> BigInt,
    }
}

diesel::table! {
    sign_in_failures (account_key) {
        account_key -> Text,
        failures -> BigInt,
        last_failed_at -> BigInt,
    }
}

diesel::table! {
    activations (token_hash) {
        token_hash -> Text,
        person_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        person_id -> Text,
        kind -> Text,
        secret_hash -> Nullable<Text>,
        user_agent -> Text,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Text,
        session_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        rotated_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Text,
        private_key -> Text,
        public_key -> Text,
        created_at -> BigInt,
        signs_from -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    marks (name) {
        name -> Text,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    assists (id) {
        id -> Text,
        banker_id -> Text,
        helper_id -> Nullable<Text>,
        hint_name -> Nullable<Text>,
        hint_department -> Nullable<Text>,
        hint_extension -> Nullable<Text>,
        helped_at -> BigInt,
        summary -> Nullable<Text>,
        problem -> Nullable<Text>,
        workaround_process -> Nullable<Text>,
        workaround_detail -> Nullable<Text>,
        search_text -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    commendations (id) {
        id -> Text,
        reference -> Text,
        state -> Text,
        version -> Integer,
        banker_id -> Text,
        include_banker -> Bool,
        served_on -> Date,
        sent_at -> BigInt,
        branch -> Text,
        client_name -> Nullable<Text>,
        client_name_shared -> Bool,
        client_name_shown -> Nullable<Text>,
        client_email -> Nullable<Text>,
        client_invited -> Nullable<Bool>,
        cover_note -> Nullable<Text>,
        cover_note_original -> Nullable<Text>,
        assist_id -> Nullable<Text>,
        unknown_helper_department -> Nullable<Text>,
        workaround_process -> Nullable<Text>,
        workaround_detail -> Nullable<Text>,
        strengths -> Text,
        excerpt -> Text,
        has_letter -> Bool,
        acknowledgements -> BigInt,
        thanks -> BigInt,
    }
}

diesel::table! {
    letters (commendation_id) {
        commendation_id -> Text,
        kind -> Text,
        text_original -> Text,
        text_circulated -> Text,
        language -> Nullable<Text>,
        signature_name_original -> Nullable<Text>,
        signature_name_circulated -> Nullable<Text>,
        signature_strokes -> Nullable<Text>,
        signed_at -> BigInt,
    }
}

diesel::table! {
    commendation_helpers (commendation_id, person_id) {
        commendation_id -> Text,
        person_id -> Text,
        position -> Integer,
        title -> Text,
        department -> Text,
        branch -> Text,
        added_by -> Text,
        added_at -> BigInt,
    }
}

diesel::table! {
    commendation_listings (person_id, list, sent_at, commendation_id) {
        person_id -> Text,
        list -> Text,
        sent_at -> BigInt,
        commendation_id -> Text,
    }
}

diesel::table! {
    commendation_words (commendation_id) {
        commendation_id -> Text,
        words -> Text,
    }
}

diesel::table! {
    commendation_chain (commendation_id, subject_id, level, supervisor_id) {
        commendation_id -> Text,
        subject_id -> Text,
        level -> Integer,
        supervisor_id -> Text,
        reason -> Text,
    }
}

diesel::table! {
    circulated_copies (commendation_id, version) {
        commendation_id -> Text,
        version -> Integer,
        verification_code -> Text,
        content -> Text,
        created_at -> BigInt,
        sha256 -> Nullable<Text>,
        byte_length -> Nullable<BigInt>,
        pages -> Nullable<Integer>,
        rendered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    acknowledgements (commendation_id, person_id) {
        commendation_id -> Text,
        person_id -> Text,
        note -> Nullable<Text>,
        told_employee -> Bool,
        filed -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    thanks (commendation_id, person_id) {
        commendation_id -> Text,
        person_id -> Text,
        text -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    withdrawals (commendation_id) {
        commendation_id -> Text,
        reason -> Text,
        withdrawn_by -> Text,
        withdrawn_at -> BigInt,
    }
}

diesel::table! {
    corrections (commendation_id, version) {
        commendation_id -> Text,
        version -> Integer,
        reason -> Text,
        cover_note_before -> Nullable<Text>,
        corrected_by -> Text,
        corrected_at -> BigInt,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Text,
        kind -> Text,
        commendation_id -> Nullable<Text>,
        version -> Nullable<Integer>,
        recipient_id -> Nullable<Text>,
        recipient_name -> Text,
        recipient_email -> Text,
        reasons -> Text,
        content -> Text,
        state -> Text,
        attempt -> Integer,
        tries -> Integer,
        queued_at -> BigInt,
        due_at -> BigInt,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        message_id -> Text,
        reply_code -> Nullable<Integer>,
        reply_text -> Nullable<Text>,
        created_at -> BigInt,
        sent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    delivery_attempts (delivery_id, number) {
        delivery_id -> Text,
        number -> Integer,
        worker -> Text,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        reply_code -> Nullable<Integer>,
        reply_text -> Nullable<Text>,
    }
}

diesel::table! {
    outbox_pauses (name) {
        name -> Text,
        reason -> Text,
        paused_at -> BigInt,
    }
}

diesel::table! {
    work_items (id) {
        id -> Text,
        kind -> Text,
        state -> Text,
        subject -> Text,
        summary -> Text,
        detail -> Text,
        opened_at -> BigInt,
        resolved_at -> Nullable<BigInt>,
        resolved_by -> Nullable<Text>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    audit_entries (seq) {
        seq -> BigInt,
        at -> BigInt,
        actor -> Text,
        action -> Text,
        object -> Text,
        detail -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    former_employments (person_id, ends_on) {
        person_id -> Text,
        starts_on -> Nullable<Date>,
        ends_on -> Date,
    }
}

diesel::table! {
    idempotency_records (caller, route, key) {
        caller -> Text,
        route -> Text,
        key -> Text,
        body_hash -> Text,
        status -> Integer,
        body -> Text,
        location -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    packets (id) {
        id -> Text,
        reference -> Text,
        verification_code -> Text,
        fingerprint -> Text,
        person_id -> Text,
        period_from -> Nullable<Date>,
        period_to -> Nullable<Date>,
        made_by -> Nullable<Text>,
        made_at -> BigInt,
        sha256 -> Nullable<Text>,
        byte_length -> Nullable<BigInt>,
        pages -> Nullable<Integer>,
    }
}

diesel::table! {
    packet_letters (packet_id, commendation_id) {
        packet_id -> Text,
        commendation_id -> Text,
        version -> Integer,
    }
}

diesel::joinable!(commendation_listings -> commendations (commendation_id));
diesel::joinable!(commendation_words -> commendations (commendation_id));
diesel::joinable!(commendation_helpers -> people (person_id));
diesel::joinable!(person_tokens -> people (person_id));
diesel::joinable!(person_roles -> people (person_id));
diesel::joinable!(sessions -> people (person_id));

diesel::table! {
    uploads (id) {
        id -> Text,
        uploader_id -> Text,
        media_type -> Text,
        sha256 -> Text,
        byte_length -> BigInt,
        created_at -> BigInt,
        commendation_id -> Nullable<Text>,
        redactions -> Nullable<Text>,
    }
}

diesel::table! {
    upload_pages (upload_id, number) {
        upload_id -> Text,
        number -> Integer,
        sha256 -> Text,
        coding -> Text,
        width -> Integer,
        height -> Integer,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    people,
    person_tokens,
    reporting_lines,
    person_roles,
    imports,
    credentials,
    sign_in_failures,
    activations,
    sessions,
    refresh_tokens,
    signing_keys,
    marks,
    counters,
    assists,
    commendations,
    letters,
    commendation_helpers,
    commendation_listings,
    commendation_words,
    commendation_chain,
    circulated_copies,
    acknowledgements,
    thanks,
    withdrawals,
    corrections,
    packets,
    packet_letters,
    deliveries,
    delivery_attempts,
    outbox_pauses,
    work_items,
    audit_entries,
    former_employments,
    idempotency_records,
    uploads,
    upload_pages,
);
