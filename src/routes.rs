//! The one readable list of every route: method, path, who may call it, who answers.
//!
//! The list is the permission table and the API's description too: `ROUTES` is tested against every role, and `/api/openapi.json`
//! is made of the same handlers. Pages are listed below the API and are not described, because they are for people. A page that needs
//! a caller leads to sign-in; a form must come from one of our pages.

use std::sync::LazyLock;

use actix_web::web;
use utoipa::OpenApi as _;

use crate::commendations::drafts;
use crate::letters::uploads;
use crate::permissions::{Access, Role};
use crate::server::openapi::ApiDocument;
use crate::server::route::answering;
use crate::server::route_table::{Audience, Table};
use crate::{
    accounts, assists, audit, commendations, demo, directory, handoffs, packets, server, verification, worklist,
};

pub use crate::server::route::{Kind, Route};

macro_rules! routes {
    (
        api { $($method:ident $path:literal $access:expr => $($handler:ident)::+;)* }
        pages { $($page_method:ident $page_path:literal $page_access:expr => $($page_handler:ident)::+;)* }
        demo { $($demo_method:ident $demo_path:literal $demo_access:expr => $($demo_handler:ident)::+;)* }
    ) => {
        /// Every route.
        pub const ROUTES: &[Route] = &[
            $(Route { method: method(stringify!($method)), path: $path, access: $access, kind: Kind::Api },)*
            $(Route {
                method: method(stringify!($page_method)),
                path: $page_path,
                access: $page_access,
                kind: Kind::Page,
            },)*
        ];

        /// The demo's own routes.
        const DEMO_ROUTES: &[Route] = &[
            $(Route {
                method: method(stringify!($demo_method)),
                path: $demo_path,
                access: $demo_access,
                kind: Kind::Page,
            },)*
        ];

        /// Registers every route.
        fn configure(config: &mut web::ServiceConfig) {
            $(config.route($path, answering(method(stringify!($method))).to($($handler)::+));)*
            $(config.route($page_path, answering(method(stringify!($page_method))).to($($page_handler)::+));)*
        }

        /// Registers every route of the demo.
        fn configure_demo(config: &mut web::ServiceConfig) {
            configure(config);
            $(config.route($demo_path, answering(method(stringify!($demo_method))).to($($demo_handler)::+));)*
        }

        /// The description of the handlers, collected from their `utoipa::path` attributes.
        #[derive(utoipa::OpenApi)]
        #[openapi(
            info(title = "Commend", description = "Commendation letters, up both chains of management."),
            paths($($($handler)::+),*),
            components(schemas(crate::web::ProblemDocument, crate::worklist::Kind))
        )]
        struct Handlers;
    };
}

const fn method(name: &'static str) -> &'static str {
    match name.as_bytes() {
        b"get" => "GET",
        b"post" => "POST",
        b"put" => "PUT",
        b"patch" => "PATCH",
        b"delete" => "DELETE",
        _ => panic!("a method that the list does not know"),
    }
}

/// The table that a server is started with.
pub const TABLE: Table =
    Table { routes: &[ROUTES], configure, description: &DESCRIPTION, audience: Audience::Everyone };

/// The same for a listener that only clients reach, which alone may face the internet.
pub const CLIENTS: Table = Table { audience: Audience::Clients, ..TABLE };

/// The table of `commend demo`, which alone has the pages that show a new user around.
pub const DEMO: Table = Table { routes: &[ROUTES, DEMO_ROUTES], configure: configure_demo, ..TABLE };

/// Built once.
static DESCRIPTION: LazyLock<ApiDocument> = LazyLock::new(|| ApiDocument::of(ROUTES, Handlers::openapi()));

use Access::{Only, Public, SignedIn};

const HR: Access = Only(&[Role::Hr]);
const HR_OR_ADMIN: Access = Only(&[Role::Hr, Role::Admin]);
const AUDITOR: Access = Only(&[Role::Auditor]);
const ADMIN: Access = Only(&[Role::Admin]);

routes! {
    api {
        // Machines
        get "/livez" Public => server::health::livez;
        get "/readyz" Public => server::health::readyz;
        get "/metrics" Public => server::health::metrics;
        get "/api/openapi.json" Public => server::openapi::openapi;
        get "/api" Public => server::openapi::page;
        get "/.well-known/jwks.json" Public => accounts::api::jwks;

        // Files of pages, and what anyone may check
        get "/assets/{name}" Public => server::pages::file;
        get "/verify" Public => verification::api::form;
        post "/verify" Public => verification::api::file;
        get "/verify/{verification_code}" Public => verification::api::code;

        // Sign-in
        post "/api/v1/tokens" Public => accounts::api::sign_in;
        post "/api/v1/tokens/refresh" Public => accounts::api::refresh;
        delete "/api/v1/tokens" SignedIn => accounts::api::sign_out;
        post "/api/v1/activations" Public => accounts::api::ask_for_link;
        put "/api/v1/activations/{token}" Public => accounts::api::activate;
        get "/api/v1/sessions" SignedIn => accounts::api::sessions;
        delete "/api/v1/sessions/{id}" SignedIn => accounts::api::end_session;
        get "/api/v1/me" SignedIn => accounts::api::me::me;
        patch "/api/v1/me" SignedIn => accounts::api::me::change_me;
        put "/api/v1/me/password" SignedIn => accounts::api::change_password;
        delete "/api/v1/people/{id}/sessions" ADMIN => accounts::api::end_sessions_of;

        // People
        get "/api/v1/people" SignedIn => directory::api::find;
        get "/api/v1/people/{id}" SignedIn => directory::api::one;
        get "/api/v1/people/{id}/chain" SignedIn => directory::api::chain;
        get "/api/v1/people/{id}/recognition" SignedIn => commendations::api::recognition;
        get "/api/v1/people/{id}/packet.pdf" SignedIn => packets::api::packet_pdf;
        post "/api/v1/people/{id}/reporting-lines" HR => directory::api::correct;
        post "/api/v1/people/{id}/address" HR => directory::api::correct_address;

        // Assists
        post "/api/v1/assists" SignedIn => assists::api::note;
        get "/api/v1/assists" SignedIn => assists::api::book;
        patch "/api/v1/assists/{id}" SignedIn => assists::api::change;
        delete "/api/v1/assists/{id}" SignedIn => assists::api::remove;

        // Commendations
        get "/api/v1/vocabulary" SignedIn => commendations::api::vocabulary;
        post "/api/v1/uploads" SignedIn => uploads::api::upload;
        get "/api/v1/uploads/{id}/pages/{number}" SignedIn => uploads::api::page;
        post "/api/v1/preview" SignedIn => commendations::api::preview;
        post "/api/v1/commendations" SignedIn => commendations::api::send;
        get "/api/v1/commendations" SignedIn => commendations::api::list;
        get "/api/v1/commendations/{id}" SignedIn => commendations::api::one;
        get "/api/v1/commendations/{id}/letter.pdf" SignedIn => commendations::api::letter_pdf;
        get "/api/v1/commendations/{id}/original" SignedIn => commendations::api::original;
        get "/api/v1/commendations/{id}/original/file" SignedIn => commendations::api::originals::file;
        get "/api/v1/commendations/{id}/original/pages/{number}" SignedIn => commendations::api::originals::page;
        get "/api/v1/commendations/{id}/deliveries" SignedIn => commendations::api::deliveries;
        post "/api/v1/commendations/{id}/deliveries/{delivery_id}/retry" SignedIn => commendations::api::retry;
        post "/api/v1/commendations/{id}/acknowledgements" SignedIn => commendations::api::acknowledge;
        post "/api/v1/commendations/{id}/thanks" SignedIn => commendations::api::thank;
        post "/api/v1/commendations/{id}/disputes" SignedIn => commendations::api::dispute;
        post "/api/v1/commendations/{id}/assignment" SignedIn => commendations::api::assign;
        post "/api/v1/commendations/{id}/corrections" SignedIn => commendations::api::correct;
        post "/api/v1/commendations/{id}/withdrawal" SignedIn => commendations::api::withdraw;
        post "/api/v1/commendations/{id}/consent-withdrawal" SignedIn => commendations::api::withdraw_consent;

        // Drafts
        post "/api/v1/drafts" SignedIn => drafts::api::create;
        get "/api/v1/drafts" SignedIn => drafts::api::list;
        get "/api/v1/drafts/{id}" SignedIn => drafts::api::one;
        put "/api/v1/drafts/{id}" SignedIn => drafts::api::save;
        delete "/api/v1/drafts/{id}" SignedIn => drafts::api::delete;
        post "/api/v1/drafts/{id}/send" SignedIn => drafts::api::send;
        post "/api/v1/drafts/{id}/closing" SignedIn => drafts::api::close;

        post "/api/v1/drafts/{id}/handoff" SignedIn => handoffs::api::begin;
        get "/api/v1/drafts/{id}/handoff" SignedIn => handoffs::api::one;
        delete "/api/v1/drafts/{id}/handoff" SignedIn => handoffs::api::revoke;

        // Overseeing
        get "/api/v1/work-items" HR => worklist::api::list;
        post "/api/v1/work-items/{id}/resolution" HR => worklist::api::resolve;
        get "/api/v1/audit" AUDITOR => audit::api::list;
    }

    // A POST here is a form: what a new one needs is in CONTRIBUTING.md, "A form".
    pages {
        get "/" Public => server::pages::start;
        get "/help" Public => server::help::own;
        get "/help/{section}" Public => server::help::section;
        get "/people/options" SignedIn => server::pages::options;
        // Assists
        get "/helpers" SignedIn => commendations::pages::helpers::book;
        post "/helpers" SignedIn => assists::pages::note;
        get "/helpers/unsure" SignedIn => assists::pages::unsure;
        post "/helpers/unsure" SignedIn => assists::pages::note_unsure;
        get "/helpers/{id}/edit" SignedIn => assists::pages::note_form;
        post "/helpers/{id}/edit" SignedIn => assists::pages::change_note;
        post "/helpers/{id}/removal" SignedIn => assists::pages::remove;

        // Those who receive
        get "/me/recognition" SignedIn => commendations::pages::recognition::mine;
        post "/me/recognition/{id}/thanks" SignedIn => commendations::pages::recognition::thank;
        get "/me/packet.pdf" SignedIn => packets::pages::mine;
        get "/people/{id}/recognition" SignedIn => commendations::pages::recognition::of_person;
        get "/people/{id}/packet.pdf" SignedIn => packets::pages::of_person;
        get "/team" SignedIn => commendations::pages::team::team;
        get "/team/unrecognised" SignedIn => commendations::pages::unrecognised::show;
        post "/team/acknowledgements" SignedIn => commendations::pages::team::acknowledge;

        // Commendations
        get "/letters" SignedIn => commendations::pages::letters::letters;
        get "/commendations/new" SignedIn => commendations::pages::writing::new;
        post "/commendations/new" SignedIn => commendations::pages::writing::create;
        get "/commendations/{id}/edit" SignedIn => commendations::pages::writing::edit;
        post "/commendations/{id}/edit" SignedIn => commendations::pages::writing::save;
        get "/commendations/{id}/draft.pdf" SignedIn => commendations::pages::writing::draft_pdf;
        get "/commendations/{id}/discard" SignedIn => commendations::pages::writing::ask_to_discard;
        post "/commendations/{id}/discard" SignedIn => commendations::pages::writing::discard;
        get "/commendations/{id}/scan" SignedIn => commendations::pages::writing::scan::show;
        post "/commendations/{id}/scan" SignedIn => commendations::pages::writing::scan::save;
        post "/commendations/{id}/scan/file" SignedIn => commendations::pages::writing::paper::bring_to;
        get "/commendations/{id}/scan/pages/{number}" SignedIn => commendations::pages::writing::scan::picture;
        get "/scans" SignedIn => commendations::pages::writing::paper::show;
        post "/scans" SignedIn => commendations::pages::writing::paper::bring;
        get "/scans/{id}" SignedIn => commendations::pages::writing::paper::ask;
        post "/scans/{id}" SignedIn => commendations::pages::writing::paper::answer;
        get "/scans/{id}/pages/{number}" SignedIn => commendations::pages::writing::paper::picture;
        get "/commendations/{id}" SignedIn => commendations::pages::record::show;
        get "/commendations/{id}/letter.pdf" SignedIn => commendations::pages::record::letter_pdf;
        get "/commendations/{id}/live" SignedIn => commendations::pages::live::live;
        get "/commendations/{id}/original" SignedIn => commendations::pages::original::ask;
        post "/commendations/{id}/original" SignedIn => commendations::pages::original::read;
        get "/commendations/{id}/original/pages/{number}" SignedIn => commendations::pages::original::page;
        get "/commendations/{id}/assignment" SignedIn => commendations::pages::assignment::show;
        post "/commendations/{id}/assignment" SignedIn => commendations::pages::assignment::assign;
        get "/commendations/{id}/correction" SignedIn => commendations::pages::correction::show;
        post "/commendations/{id}/correction" SignedIn => commendations::pages::correction::correct;
        post "/commendations/{id}/acknowledgement" SignedIn => commendations::pages::verbs::acknowledge;
        post "/commendations/{id}/thanks" SignedIn => commendations::pages::verbs::thank;
        post "/commendations/{id}/dispute" SignedIn => commendations::pages::verbs::dispute;
        get "/commendations/{id}/withdrawal" SignedIn => commendations::pages::withdrawal::show;
        post "/commendations/{id}/withdrawal" SignedIn => commendations::pages::withdrawal::withdraw;
        get "/commendations/{id}/client-print" SignedIn => commendations::pages::client_print::show;
        get "/commendations/{id}/consent-withdrawal" SignedIn => commendations::pages::consent::show;
        post "/commendations/{id}/consent-withdrawal" SignedIn => commendations::pages::consent::withdraw;
        post "/commendations/{id}/deliveries/{delivery_id}/retry" SignedIn => commendations::pages::verbs::retry;

        // Letters that clients write
        get "/commendations/{id}/handoff" SignedIn => handoffs::pages::staff::show;
        post "/commendations/{id}/handoff" SignedIn => handoffs::pages::staff::begin;
        post "/commendations/{id}/handoff/end" SignedIn => handoffs::pages::staff::end;
        get "/commendations/{id}/sheet.pdf" SignedIn => handoffs::pages::sheet::print;
        get "/commendations/{id}/handoff/live" SignedIn => handoffs::pages::staff::live;
        get "/unlock" Public => handoffs::pages::tablet::form;
        post "/unlock" Public => handoffs::pages::tablet::take;
        get "/c" Public => handoffs::pages::client::show;
        post "/c" Public => handoffs::pages::client::act;
        get "/c/own/copy.pdf" Public => handoffs::pages::client::own_copy;
        get "/c/{token}" Public => handoffs::pages::client::knock;
        post "/c/{token}" Public => handoffs::pages::client::open;
        // Drafts that wait for HR or the banker's supervisor
        get "/drafts/{id}" SignedIn => commendations::pages::writing::settle::show;
        get "/drafts/{id}/letter.pdf" SignedIn => commendations::pages::writing::settle::letter_pdf;
        post "/drafts/{id}/send" SignedIn => commendations::pages::writing::settle::send;
        post "/drafts/{id}/closing" SignedIn => commendations::pages::writing::settle::close;

        // HR
        get "/people" HR => directory::pages::people::search;
        get "/people/{id}" HR => directory::pages::person::show;
        post "/people/{id}/reporting-lines" HR => directory::pages::person::correct_line;
        post "/people/{id}/address" HR => directory::pages::person::correct_address;
        get "/import" HR_OR_ADMIN => directory::pages::import::show;
        post "/import" HR => directory::pages::import::upload;
        post "/import/{id}/import" HR => directory::pages::import::import;
        post "/import/{id}/confirmation" ADMIN => directory::pages::import::confirm;
        post "/import/{id}/removal" HR => directory::pages::import::remove;
        get "/admin" ADMIN => server::admin::show;
        get "/admin/people/{id}" ADMIN => server::admin::person::show;
        post "/admin/people/{id}/grant" ADMIN => server::admin::person::grant;
        post "/admin/people/{id}/revocation" ADMIN => server::admin::person::revoke;
        post "/admin/people/{id}/link" ADMIN => server::admin::person::link;
        post "/admin/people/{id}/sessions" ADMIN => server::admin::person::sessions;
        get "/audit" AUDITOR => server::trail::show;
        post "/audit/verification" AUDITOR => server::trail::verification;
        get "/audit/export" AUDITOR => server::trail::export;
        get "/worklist" HR => server::worklist::show;
        post "/worklist/{id}/resolution" HR => server::worklist::resolve;
        post "/worklist/{id}/retry" HR => server::worklist::retry;
        post "/worklist/{id}/sending" HR => server::worklist::send_now;
        post "/worklist/{id}/address" HR => server::worklist::readdress;

        // Sign-in
        get "/sign-in" Public => accounts::pages::sign_in::form;
        post "/sign-in" Public => accounts::pages::sign_in::take;
        post "/sign-out" Public => accounts::pages::sign_in::sign_out;
        get "/activate" Public => accounts::pages::links::ask;
        post "/activate" Public => accounts::pages::links::send;
        get "/activate/{token}" Public => accounts::pages::links::form;
        post "/activate/{token}" Public => accounts::pages::links::choose;
        get "/settings" SignedIn => accounts::pages::settings::show;
        post "/settings/language" SignedIn => accounts::pages::settings::language;
        post "/settings/time-zone" SignedIn => accounts::pages::settings::time_zone;
        post "/settings/theme" SignedIn => accounts::pages::settings::theme;
        post "/settings/sessions/{id}/end" SignedIn => accounts::pages::settings::end_session;
        post "/settings/password" SignedIn => accounts::pages::settings::password;
    }

    // Only `commend demo` serves these.
    demo {
        get "/demo" Public => demo::pages::tour;
        post "/demo/sign-in" Public => demo::pages::sign_in;
        get "/demo/mailbox" Public => demo::pages::mailbox;
        get "/demo/mailbox/{id}/page" Public => demo::pages::page_of_mail;
        get "/demo/mailbox/{id}/source" Public => demo::pages::source;
        get "/demo/mailbox/{id}/attachments/{number}" Public => demo::pages::attachment;
    }
}
