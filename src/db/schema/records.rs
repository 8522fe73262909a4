//! Letters and the records made from them: the tables of `assists`, `letters` and `commendations`.

use super::identity::people;

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
        banker_department_id -> Nullable<Text>,
        banker_branch_id -> Nullable<Text>,
        client_name -> Nullable<Text>,
        client_name_shared -> Bool,
        anonymous_from -> Nullable<Integer>,
        client_name_shown -> Nullable<Text>,
        client_email -> Nullable<Text>,
        client_invited -> Nullable<Bool>,
        cover_note -> Nullable<Text>,
        cover_note_original -> Nullable<Text>,
        assist_id -> Nullable<Text>,
        unknown_helper_department -> Nullable<Text>,
        unknown_helper_department_id -> Nullable<Text>,
        awaits_helper -> Bool,
        workaround_process -> Nullable<Text>,
        workaround_detail -> Nullable<Text>,
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
        text_circulated -> Nullable<Text>,
        language -> Nullable<Text>,
        signature_name_original -> Nullable<Text>,
        signature_name_circulated -> Nullable<Text>,
        signature_strokes -> Nullable<Text>,
        signed_at -> BigInt,
        written_on -> Nullable<Text>,
        invited_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    commendation_helpers (commendation_id, person_id) {
        commendation_id -> Text,
        person_id -> Text,
        position -> Integer,
        title -> Text,
        department -> Text,
        department_id -> Nullable<Text>,
        branch -> Text,
        branch_id -> Nullable<Text>,
    }
}

diesel::table! {
    commendation_strengths (commendation_id, position) {
        commendation_id -> Text,
        position -> Integer,
        strength -> Text,
    }
}

diesel::table! {
    commendation_listings (person_id, sent_at, commendation_id) {
        person_id -> Text,
        sent_at -> BigInt,
        commendation_id -> Text,
        waits -> Bool,
        stands -> Bool,
        helped -> Bool,
        thanked -> Bool,
        has_letter -> Bool,
        branch -> Text,
    }
}

diesel::table! {
    commendation_words (number) {
        number -> Integer,
        commendation_id -> Text,
        words -> Text,
    }
}

diesel::table! {
    commendation_chain (commendation_id, subject_id, level) {
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
        shared_with_client -> Bool,
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
        unused_since -> BigInt,
        held -> Bool,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        owner_id -> Text,
        revision -> BigInt,
        fields -> Text,
        assist_id -> Nullable<Text>,
        upload_id -> Nullable<Text>,
        letter -> Nullable<Text>,
        signed_at -> Nullable<BigInt>,
        by_client -> Bool,
        written_on -> Nullable<Text>,
        invited_at -> Nullable<BigInt>,
        reminders -> Integer,
        waiting_since -> Nullable<BigInt>,
        supervisor_told_at -> Nullable<BigInt>,
        created_at -> BigInt,
        changed_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        closing_reason -> Nullable<Text>,
    }
}

diesel::table! {
    handoffs (id) {
        id -> Text,
        draft_id -> Text,
        banker_id -> Text,
        place -> Text,
        seed -> Text,
        link_hash -> Text,
        code_hash -> Text,
        cookie_hash -> Nullable<Text>,
        created_at -> BigInt,
        opened_at -> Nullable<BigInt>,
        written_at -> Nullable<BigInt>,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        ending -> Nullable<Text>,
        entries -> Nullable<Text>,
        agreed_to -> Nullable<Text>,
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

diesel::joinable!(commendation_listings -> commendations (commendation_id));
diesel::joinable!(commendation_words -> commendations (commendation_id));
diesel::joinable!(commendation_helpers -> people (person_id));
