//! `import`, `export` and `reindex`.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::arguments::ImportArguments;
use super::terminal;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::outbox::{self, Event};
use crate::search::wait_until_indexed;
use crate::transfer::{self, import::Options, read};

/// How long a command waits for a running server's index.
const INDEX_PATIENCE: Duration = Duration::from_secs(600);
/// Mistakes that are listed.
const MOST_MISTAKES: usize = 100;

/// Exits with 1 when something is wrong with the records.
pub async fn import(config: Config, arguments: ImportArguments) -> Result<ExitCode> {
    let begun = Instant::now();
    let app = App::open(config, Clock::system()).await?;
    let reads: Vec<_> =
        arguments.files.iter().map(|file| read::file(file, arguments.kind.as_deref())).collect();
    let count: usize = reads.iter().map(|read| read.entries.len()).sum();
    let bar = terminal::bar(count, "importing");
    app.services.db.keep_savepoints_in_a_file().await?;
    let options = Options {
        author: arguments.author,
        publish: arguments.publish,
        dry_run: arguments.dry_run,
        keep_going: arguments.keep_going,
        ..Options::default()
    };
    let summary =
        transfer::import::run(&app.services, reads, &options, |done| bar.set_position(done as u64)).await?;
    bar.finish_and_clear();
    for mistake in summary.mistakes.iter().take(MOST_MISTAKES) {
        terminal::warn(&mistake.to_string());
    }
    if summary.mistakes.len() > MOST_MISTAKES {
        terminal::warn(&format!("… and {} more", summary.mistakes.len() - MOST_MISTAKES));
    }
    let (created, updated, unchanged) = (summary.created, summary.updated, summary.unchanged);
    let done = format!(
        "{created} new, {updated} changed, {unchanged} as they were, {} wrong",
        summary.mistakes.len()
    );
    if !summary.is_kept {
        let why =
            if arguments.dry_run { "a dry run" } else { "something is wrong; --keep-going keeps the rest" };
        terminal::say(&format!("{done}. Nothing was kept: {why}."));
    } else {
        if created + updated > 0 {
            app.services.db.analyse().await?;
            bring_index_up_to_date(&app).await?;
        }
        terminal::say(&format!(
            "{done}, in {:.1} s. Everything can be found.",
            begun.elapsed().as_secs_f64()
        ));
    }
    app.services.db.clone().close().await?;
    Ok(if summary.mistakes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was committed before can be found when this returns: by this process's own work, or by the running server's.
pub async fn bring_index_up_to_date(app: &App) -> Result<()> {
    match app.projector() {
        Ok(mut projector) => {
            projector.catch_up().await?;
            projector.close().await;
            Ok(())
        }
        // A server runs on this data directory: it follows the outbox by itself.
        Err(_) => {
            let position = outbox::last(app.services.db.reader()).await?;
            wait_until_indexed(&app.config.index_dir(), position, INDEX_PATIENCE).await
        }
    }
}

pub async fn export(config: Config, dir: &Path) -> Result<()> {
    let app = App::open(config, Clock::system()).await?;
    let written = transfer::export::run(&app.services, dir).await?;
    terminal::say(&format!("{written} records in {}", dir.display()));
    app.services.db.clone().close().await
}

/// By this process, or by every server that runs on the database.
pub async fn reindex(config: Config) -> Result<()> {
    let begun = Instant::now();
    let app = App::open(config, Clock::system()).await?;
    match app.projector() {
        Ok(mut projector) => {
            projector.rebuild().await?;
            projector.close().await;
            terminal::say(&format!("Built the index anew in {:.1} s.", begun.elapsed().as_secs_f64()));
        }
        Err(_) => {
            let tx = app.services.db.begin().await?;
            outbox::record(&tx, Event::ReindexRequested, app.services.clock.now()).await?;
            tx.commit().await?;
            let position = outbox::last(app.services.db.reader()).await?;
            wait_until_indexed(&app.config.index_dir(), position, INDEX_PATIENCE).await.map_err(|_| {
                Error::internal("the running server did not finish building in time; see its log")
            })?;
            terminal::say(&format!(
                "The running server built its index anew in {:.1} s.",
                begun.elapsed().as_secs_f64()
            ));
        }
    }
    app.services.db.clone().close().await
}
