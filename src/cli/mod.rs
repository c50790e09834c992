//! The command line. Every command takes `--data-dir`, `--database-url` and the other settings behind it as well.

pub mod arguments;
pub mod terminal;
pub mod serve;
pub mod data;
pub mod account;
pub mod backup;
pub mod demo;
pub mod doctor;
pub mod audit;
pub mod municipality;
pub mod thesaurus;

use std::process::ExitCode;

use clap::Parser;

use crate::config::Config;
use crate::error::{Error, Result, chain};
use arguments::{Cli, Command};

/// Runs the command of the process's arguments. Exits with 0, or with 1 and one line that says what is wrong.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::new(cli.settings, cli.config.as_deref()) {
        Ok(config) => config,
        Err(error) => return failed(&error),
    };
    terminal::log(&config);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Error::internal(error)),
    };
    match runtime.block_on(execute(cli.command, config)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

fn failed(error: &Error) -> ExitCode {
    terminal::warn(&format!("bigdatagemeenten: {}", chain(error)));
    ExitCode::FAILURE
}

async fn execute(command: Command, config: Config) -> Result<ExitCode> {
    match command {
        Command::Serve => serve::serve(config).await?,
        Command::Migrate => serve::migrate(config).await?,
        Command::Reindex => data::reindex(config).await?,
        Command::Schema => terminal::say(crate::graphql::schema::sdl().trim_end()),
        Command::Doctor => return doctor::run(config).await,
        Command::Demo(arguments) => demo::run(config, arguments).await?,
        Command::Account(arguments) => account::run(config, arguments).await?,
        Command::MailDomain(arguments) => account::mail_domain(config, arguments).await?,
        Command::Municipality(arguments) => municipality::run(config, arguments).await?,
        Command::Retention => serve::retention(config).await?,
        Command::SearchMails => serve::search_mails(config).await?,
        Command::Audit(arguments) => audit::run(config, arguments).await?,
        Command::Thesaurus(arguments) => return thesaurus::run(config, arguments).await,
        Command::Import(arguments) => return data::import(config, arguments).await,
        Command::Export { dir } => data::export(config, &dir).await?,
        Command::Backup { file } => backup::backup(config, &file).await?,
        Command::Restore { file } => backup::restore(config, &file).await?,
    }
    Ok(ExitCode::SUCCESS)
}
