//! The table of periodic work. A new job is an entry here and a verb of its noun.
//!
//! Invariant: a run may be interrupted and repeated, so repeating each piece of work must do no harm.

use std::time::Duration;

use crate::app::{App, end_employment};
use crate::directory;
use crate::jobs::Job;
use crate::web;
use crate::worker::outbox_watch as watch;

const HOUR: Duration = Duration::from_secs(3_600);

/// All jobs. A name that was used once must not be given to another job.
pub const TABLE: &[Job<App>] = &[
    // A person whose last day is over must lose the sign-in: every request checks that the person is active.
    Job {
        name: "employment",
        every: HOUR,
        run: |app| {
            Box::pin(async move {
                let now = app.clock.now();
                let today = now.day_in(app.config.bank.time_zone);
                directory::operations::turn_day(&app.db, now, today, end_employment).await?;
                Ok(())
            })
        },
    },
    // Mails that wait for long, and mails that ended badly without an item.
    Job {
        name: "outbox_watch",
        every: Duration::from_secs(60),
        run: |app| Box::pin(async move { Ok(watch::look(&app).await?) }),
    },
    Job {
        name: "idempotency_records",
        every: HOUR,
        run: |app| Box::pin(async move { Ok(web::forget_old(&app.db, app.clock.now()).await?) }),
    },
    Job {
        name: "unused_uploads",
        every: HOUR,
        run: |app| {
            Box::pin(async move {
                app.uploads.clear_away().await?;
                Ok(())
            })
        },
    },
    Job { name: "drafts", every: HOUR, run: |app| Box::pin(async move { Ok(app.drafts.tend().await?) }) },
    Job {
        name: "handoffs",
        every: Duration::from_secs(60),
        run: |app| Box::pin(async move { Ok(app.handoffs.clear_away().await?) }),
    },
    Job {
        name: "client_addresses",
        every: HOUR,
        run: |app| Box::pin(async move { Ok(app.commendations.forget_client_addresses().await?) }),
    },
    Job {
        name: "forgotten_imports",
        every: HOUR,
        run: |app| Box::pin(async move { Ok(app.imports.clear_away().await?) }),
    },
    Job {
        name: "ended_sessions",
        every: HOUR,
        run: |app| Box::pin(async move { Ok(app.accounts.clear_away().await?) }),
    },
];
