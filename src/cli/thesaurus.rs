//! `thesaurus`: bring concepts in and write them out.

use std::path::Path;
use std::process::ExitCode;

use super::arguments::{ThesaurusArguments, ThesaurusCommand, ThesaurusFormat};
use super::data::bring_index_up_to_date;
use super::terminal;
use crate::access::Actor;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::thesaurus::Format;
use crate::thesaurus::service::STARTER;

impl From<ThesaurusFormat> for Format {
    fn from(format: ThesaurusFormat) -> Self {
        match format {
            ThesaurusFormat::Turtle => Self::Turtle,
            ThesaurusFormat::Csv => Self::Csv,
        }
    }
}

/// Exits with 1 when something is wrong with a file.
pub async fn run(config: Config, arguments: ThesaurusArguments) -> Result<ExitCode> {
    let app = App::open(config, Clock::system()).await?;
    let done = match arguments.command {
        ThesaurusCommand::Import { file, starter: _, format, dry_run } => {
            import(&app, file.as_deref(), format.map(Format::from), dry_run).await
        }
        ThesaurusCommand::Export { file, format } => {
            export(&app, file.as_deref(), format.map(Format::from)).await
        }
    };
    app.services.db.clone().close().await?;
    done
}

/// Without a file: the thesaurus to begin with.
async fn import(app: &App, file: Option<&Path>, format: Option<Format>, is_dry: bool) -> Result<ExitCode> {
    let (text, format) = match file {
        None => (STARTER.to_owned(), Format::Turtle),
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Error::BadInput(format!("cannot read {}: {error}", file.display())))?;
            (text, format_of(Some(file), format)?)
        }
    };
    let summary = app.services.thesaurus.import(&Actor::System, (format, &text), is_dry, None).await?;
    let name = file.map_or_else(|| "starter".to_owned(), |file| file.display().to_string());
    for mistake in &summary.mistakes {
        terminal::warn(&format!("{name}:{}: {}", mistake.line, mistake.reason));
    }
    let (created, updated, unchanged) = (summary.created, summary.updated, summary.unchanged);
    let done = format!("{created} new, {updated} changed, {unchanged} as they were");
    if summary.is_kept {
        bring_index_up_to_date(app).await?;
        terminal::say(&format!("{done}. Search knows them."));
    } else {
        let why = if summary.mistakes.is_empty() { "a dry run" } else { "something is wrong" };
        terminal::say(&format!("{done}. Nothing was kept: {why}."));
    }
    Ok(if summary.mistakes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Without a file: to standard output.
async fn export(app: &App, file: Option<&Path>, format: Option<Format>) -> Result<ExitCode> {
    let text = app.services.thesaurus.export(&Actor::System, format_of(file, format)?).await?;
    match file {
        None => terminal::say(text.trim_end()),
        Some(file) => std::fs::write(file, text)
            .map_err(|error| Error::BadInput(format!("cannot write {}: {error}", file.display())))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What was said, else by the file's name; Turtle without one.
fn format_of(file: Option<&Path>, said: Option<Format>) -> Result<Format> {
    let Some(file) = file else { return Ok(said.unwrap_or(Format::Turtle)) };
    let by_name = || Format::of(&file.to_string_lossy());
    said.or_else(by_name).ok_or_else(|| {
        Error::BadInput(format!("what is {}? Name it .ttl or .csv, or give --format", file.display()))
    })
}
