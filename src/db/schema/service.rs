//! The tables that every noun uses: mails, work items, the trail, jobs, requests, the database itself.

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
        because -> Nullable<Text>,
        content -> Nullable<Text>,
        state -> Text,
        attempt -> Integer,
        tries -> Integer,
        queued_at -> BigInt,
        due_at -> BigInt,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        reply_code -> Nullable<Integer>,
        reply_text -> Nullable<Text>,
        cause -> Nullable<Text>,
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
        cause -> Nullable<Text>,
    }
}

diesel::table! {
    outbox_pauses (name) {
        name -> Text,
        outcome -> Nullable<Text>,
        paused_at -> BigInt,
    }
}

diesel::table! {
    work_items (id) {
        id -> Text,
        kind -> Text,
        state -> Text,
        subject -> Text,
        arguments -> Text,
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
    jobs (name) {
        name -> Text,
        due_at -> BigInt,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        runs -> BigInt,
        unfinished -> Integer,
        finished_at -> Nullable<BigInt>,
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
