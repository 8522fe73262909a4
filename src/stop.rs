//! The signal by which a process asks its own loops to stop.

use tokio::sync::watch;

/// Completes when `stop` is true; never when its sender is dropped.
pub async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
