//! The content of the help as data: messages of `locales/*/help.ftl`, paths, and names of pictures.
//!
//! Tests hold that each path is a route and that each picture exists in each language. Of the sections of a reader's own, the last opens: it is
//! the rarest role.

use crate::permissions::Role;

/// Width and height of every picture in pixels.
pub const PICTURE_WIDTH: u32 = 1080;
/// See [`PICTURE_WIDTH`].
pub const PICTURE_HEIGHT: u32 = 675;

/// The readers whose own section it is.
#[derive(Debug, Clone, Copy)]
pub enum Shows {
    /// Those with a role.
    WithRole(Role),
    /// Those with a team.
    WithTeam,
    /// Everyone who is signed in: anybody can be praised.
    Everyone,
    /// Those who are not signed in.
    SignedOut,
}

/// The help for one role. Every field but `id` and `shows` is a message.
pub struct Section {
    /// The last part of its path.
    pub id: &'static str,
    pub shows: Shows,
    /// The role, for the list of sections.
    pub name: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub steps: &'static [Step],
    /// Questions of a new user, each with its answer.
    pub answers: &'static [(&'static str, &'static str)],
}

/// Something that a person does here.
pub struct Step {
    /// The place in the page to which links lead.
    pub id: &'static str,
    /// The messages of its heading and its text.
    pub title: &'static str,
    pub text: &'static str,
    /// The page on which it is done, and the message of the link.
    pub page: Option<(&'static str, &'static str)>,
    /// The name of a picture, and the message that describes it to those who do not see it.
    pub picture: Option<(&'static str, &'static str)>,
}

impl Step {
    const fn of(id: &'static str, title: &'static str, text: &'static str) -> Self {
        Self { id, title, text, page: None, picture: None }
    }

    const fn at(self, path: &'static str, link: &'static str) -> Self {
        Self { page: Some((path, link)), ..self }
    }

    const fn showing(self, name: &'static str, words: &'static str) -> Self {
        Self { picture: Some((name, words)), ..self }
    }
}

const SEES: &str = "help-ask-sees";
const MASKED: &str = "help-ask-masked";
const UNKNOWN: &str = "help-ask-unknown";
const MAIL: &str = "help-ask-mail";
const UNDO: &str = "help-ask-undo";

/// Every section.
pub const SECTIONS: &[Section] = &[HELPER, BANKER, SUPERVISOR, HR, AUDITOR, ADMIN, SIGNING_IN];

/// The help about the page of a route.
pub const ABOUT: &[(&str, &str)] = &[
    ("/activate", "/help/sign-in#first"),
    ("/activate/{token}", "/help/sign-in#first"),
    ("/admin", "/help/admin#grant"),
    ("/admin/people/{id}", "/help/admin#grant"),
    ("/audit", "/help/auditor#trail"),
    ("/commendations/new", "/help/banker#write"),
    ("/commendations/{id}/assignment", "/help/supervisor#name"),
    ("/commendations/{id}/edit", "/help/banker#write"),
    ("/commendations/{id}/handoff", "/help/banker#client"),
    ("/commendations/{id}/original", "/help/hr#search"),
    ("/commendations/{id}/scan", "/help/banker#write"),
    ("/helpers", "/help/banker#again"),
    ("/helpers/unsure", "/help/banker#note"),
    ("/helpers/{id}/edit", "/help/banker#note"),
    ("/import", "/help/hr#import"),
    ("/me/recognition", "/help/helper#read"),
    ("/people", "/help/hr#people"),
    ("/people/{id}", "/help/hr#people"),
    ("/people/{id}/recognition", "/help/supervisor#history"),
    ("/settings", "/help/sign-in#settings"),
    ("/sign-in", "/help/sign-in"),
    ("/team", "/help/supervisor#acknowledge"),
    ("/team/unrecognised", "/help/supervisor#without"),
    ("/verify", "/help/sign-in#check"),
    ("/verify/{verification_code}", "/help/sign-in#check"),
    ("/worklist", "/help/hr#settle"),
];

const BANKER: Section = Section {
    id: "banker",
    shows: Shows::WithRole(Role::Banker),
    name: "help-banker-name",
    title: "help-banker",
    lead: "help-banker-lead",
    steps: &[
        Step::of("note", "help-note", "help-note-text").at("/", "help-open-home").showing("note", "help-note-picture"),
        Step::of("write", "help-write", "help-write-text")
            .at("/commendations/new", "help-open-write")
            .showing("write", "help-write-picture"),
        Step::of("client", "help-hand", "help-hand-text"),
        Step::of("look", "help-look", "help-look-text").showing("look", "help-look-picture"),
        Step::of("follow", "help-follow", "help-follow-text")
            .at("/letters?role=sent", "help-open-sent")
            .showing("follow", "help-follow-picture"),
        Step::of("again", "help-again", "help-again-text")
            .at("/helpers", "help-open-helpers")
            .showing("helpers", "help-again-picture"),
    ],
    answers: &[
        (SEES, "help-banker-sees"),
        (MASKED, "help-banker-masked"),
        (UNKNOWN, "help-banker-unknown"),
        (MAIL, "help-banker-mail"),
        (UNDO, "help-banker-undo"),
    ],
};

const HELPER: Section = Section {
    id: "helper",
    shows: Shows::Everyone,
    name: "help-helper-name",
    title: "help-helper",
    lead: "help-helper-lead",
    steps: &[
        Step::of("read", "help-read", "help-read-text")
            .at("/me/recognition", "help-open-recognition")
            .showing("recognition", "help-read-picture"),
        Step::of("thank", "help-thank", "help-thank-text")
            .at("/me/recognition", "help-open-recognition")
            .showing("thank", "help-thank-picture"),
        Step::of("packet", "help-packet", "help-packet-text").at("/me/recognition", "help-open-recognition"),
        Step::of("praise", "help-praise", "help-praise-text").at("/commendations/new", "help-open-write"),
    ],
    answers: &[
        (SEES, "help-helper-sees"),
        (MASKED, "help-helper-masked"),
        (UNKNOWN, "help-helper-unknown"),
        (MAIL, "help-helper-mail"),
        (UNDO, "help-helper-undo"),
    ],
};

const SUPERVISOR: Section = Section {
    id: "supervisor",
    shows: Shows::WithTeam,
    name: "help-supervisor-name",
    title: "help-supervisor",
    lead: "help-supervisor-lead",
    steps: &[
        Step::of("acknowledge", "help-acknowledge", "help-acknowledge-text")
            .at("/team", "help-open-team")
            .showing("team", "help-acknowledge-picture"),
        Step::of("history", "help-history", "help-history-text")
            .at("/team", "help-open-team")
            .showing("history", "help-history-picture"),
        Step::of("without", "help-without", "help-without-text")
            .at("/team/unrecognised", "help-open-without")
            .showing("without", "help-without-picture"),
        Step::of("name", "help-name", "help-name-text").at("/team", "help-open-team"),
    ],
    answers: &[
        (SEES, "help-supervisor-sees"),
        (MASKED, "help-helper-masked"),
        (UNKNOWN, "help-supervisor-unknown"),
        (MAIL, "help-supervisor-mail"),
        (UNDO, "help-supervisor-undo"),
    ],
};

const HR: Section = Section {
    id: "hr",
    shows: Shows::WithRole(Role::Hr),
    name: "help-hr-name",
    title: "help-hr",
    lead: "help-hr-lead",
    steps: &[
        Step::of("settle", "help-settle", "help-settle-text")
            .at("/worklist", "help-open-worklist")
            .showing("worklist", "help-settle-picture"),
        Step::of("people", "help-people", "help-people-text")
            .at("/people", "help-open-people")
            .showing("person", "help-people-picture"),
        Step::of("import", "help-import", "help-import-text")
            .at("/import", "help-open-import")
            .showing("import", "help-import-picture"),
        Step::of("search", "help-search", "help-search-text").at("/letters?role=all", "help-open-all"),
    ],
    answers: &[
        (SEES, "help-hr-sees"),
        (MASKED, "help-hr-masked"),
        (UNKNOWN, "help-hr-unknown"),
        (MAIL, "help-hr-mail"),
        (UNDO, "help-hr-undo"),
    ],
};

const AUDITOR: Section = Section {
    id: "auditor",
    shows: Shows::WithRole(Role::Auditor),
    name: "help-auditor-name",
    title: "help-auditor",
    lead: "help-auditor-lead",
    steps: &[
        Step::of("trail", "help-trail", "help-trail-text")
            .at("/audit", "help-open-trail")
            .showing("trail", "help-trail-picture"),
        Step::of("verify", "help-verify", "help-verify-text")
            .at("/audit", "help-open-trail")
            .showing("verify", "help-verify-picture"),
        Step::of("records", "help-records", "help-records-text").at("/letters?role=all", "help-open-all"),
        Step::of("genuine", "help-genuine", "help-genuine-text")
            .at("/verify", "help-open-check")
            .showing("check", "help-check-picture"),
    ],
    answers: &[
        (SEES, "help-auditor-sees"),
        (MASKED, "help-hr-masked"),
        (UNKNOWN, "help-auditor-unknown"),
        (MAIL, "help-auditor-mail"),
        (UNDO, "help-auditor-undo"),
    ],
};

const ADMIN: Section = Section {
    id: "admin",
    shows: Shows::WithRole(Role::Admin),
    name: "help-admin-name",
    title: "help-admin",
    lead: "help-admin-lead",
    steps: &[
        Step::of("grant", "help-grant", "help-grant-text").at("/admin", "help-open-admin"),
        Step::of("confirm", "help-confirm", "help-confirm-text").at("/import", "help-open-import"),
        Step::of("let-in", "help-let-in", "help-let-in-text").at("/admin", "help-open-admin"),
        Step::of("look-after", "help-look-after", "help-look-after-text").at("/admin", "help-open-admin"),
    ],
    answers: &[
        (SEES, "help-admin-sees"),
        (MASKED, "help-helper-masked"),
        (UNKNOWN, "help-admin-unknown"),
        (MAIL, "help-admin-mail"),
        (UNDO, "help-admin-undo"),
    ],
};

const SIGNING_IN: Section = Section {
    id: "sign-in",
    shows: Shows::SignedOut,
    name: "help-sign-in-name",
    title: "help-sign-in",
    lead: "help-sign-in-lead",
    steps: &[
        Step::of("first", "help-first", "help-first-text")
            .at("/activate", "help-open-activate")
            .showing("sign-in", "help-first-picture"),
        Step::of("link", "help-link", "help-link-text").at("/sign-in", "sign-in"),
        Step::of("settings", "help-settings", "help-settings-text").at("/settings", "help-open-settings"),
        Step::of("check", "help-check", "help-check-text")
            .at("/verify", "help-open-check")
            .showing("check", "help-check-picture"),
    ],
    answers: &[
        ("help-ask-no-mail", "help-no-mail"),
        ("help-ask-refused", "help-refused"),
        ("help-ask-who", "help-who"),
        ("help-ask-lost-form", "help-lost-form"),
        ("help-ask-client", "help-client"),
    ],
};
