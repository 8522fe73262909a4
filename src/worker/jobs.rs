//! The table of periodic work. A new job is an entry here and a verb of its noun.
//!
//! Invariant: a run may be cut short and repeated, so each piece of work is harmless when it is done twice.

use std::time::Duration;

use crate::accounts::operations::end_sign_in;
use crate::app::App;
use crate::directory;
use crate::jobs::Job;
use crate::web;

const HOUR: Duration = Duration::from_secs(3_600);

/// Every job. A name that has served once must not be given to another job.
pub const TABLE: &[Job<App>] = &[
    // Whoever's last day is over loses the sign-in with it: every request asks whether the person is active.
    Job {
        name: "employment",
        every: HOUR,
        run: |app| {
            Box::pin(async move {
                let now = app.clock.now();
                let today = now.day_in(app.config.bank.time_zone);
                directory::operations::turn_day(&app.db, now, today, end_sign_in).await?;
                Ok(())
            })
        },
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
    Job {
        name: "ended_sessions",
        every: HOUR,
        run: |app| Box::pin(async move { Ok(app.accounts.clear_away().await?) }),
    },
];
