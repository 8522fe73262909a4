//! People, reporting lines, sign-in: the tables of `directory` and `accounts`.

diesel::table! {
    departments (id) {
        id -> Text,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    branches (id) {
        id -> Text,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    people (id) {
        id -> Text,
        employee_number -> Text,
        name -> Text,
        email -> Text,
        email_key -> Text,
        title -> Text,
        department_id -> Nullable<Text>,
        branch_id -> Nullable<Text>,
        extension -> Text,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        active -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
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
    address_corrections (id) {
        id -> Text,
        person_id -> Text,
        email -> Text,
        source_email -> Text,
        until_day -> Nullable<Date>,
        reason -> Text,
        created_by -> Text,
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
    role_grants (id) {
        id -> Text,
        person_id -> Text,
        role -> Text,
        reason -> Nullable<Text>,
        granted_by -> Nullable<Text>,
        granted_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        revision -> BigInt,
        file_sha256 -> Text,
        profile -> Nullable<Text>,
        imported_by -> Nullable<Text>,
        finished_at -> BigInt,
        report -> Text,
    }
}

diesel::table! {
    uploaded_imports (id) {
        id -> Text,
        content -> Binary,
        profile -> Nullable<Text>,
        partial -> Bool,
        uploaded_by -> Text,
        uploaded_at -> BigInt,
        asked_at -> Nullable<BigInt>,
        running_since -> Nullable<BigInt>,
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
    preferences (person_id) {
        person_id -> Text,
        language -> Nullable<Text>,
        time_zone -> Nullable<Text>,
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
        locked_for -> Nullable<Text>,
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

diesel::joinable!(people -> departments (department_id));
diesel::joinable!(people -> branches (branch_id));
diesel::joinable!(person_tokens -> people (person_id));
diesel::joinable!(person_roles -> people (person_id));
diesel::joinable!(sessions -> people (person_id));
