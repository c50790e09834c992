//! `serve` and `migrate`.

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::terminal;
use crate::app::{App, connect};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};

/// Until SIGTERM or Ctrl-C; then what runs is finished, within 10 s.
pub async fn serve(config: Config) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::internal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::internal)?;
    let app = App::open(config, Clock::system()).await?;
    let listen = app.config.listen.clone();
    let listener = TcpListener::bind(&listen).await.map_err(|error| {
        Error::BadInput(format!("cannot listen on {listen}: {error}; choose another with --listen"))
    })?;
    tracing::info!(listen, url = app.config.public_url, "serving");
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    };
    app.serve(listener, stop).await?;
    tracing::info!("stopped");
    Ok(())
}

/// Enforces the terms of the configuration now.
pub async fn retention(config: Config) -> Result<()> {
    let app = App::open(config, Clock::system()).await?;
    for (what, count) in app.retention().apply().await?.all() {
        terminal::say(&format!("{count:>8} {what}"));
    }
    app.services.db.clone().close().await
}

/// Makes the mails about saved searches due; whoever serves sends them within half a minute.
pub async fn search_mails(config: Config) -> Result<()> {
    let app = App::open(config, Clock::system()).await?;
    let count = app.services.saved_searches.hasten().await?;
    terminal::say(&format!("{count:>8} saved searches are looked at now; mail goes to who has news."));
    app.services.db.clone().close().await
}

pub async fn migrate(config: Config) -> Result<()> {
    let db = connect(&config).await?;
    db.migrate().await?;
    db.close().await?;
    terminal::say("The database is up to date.");
    Ok(())
}
