//! `account`: people's way in.

use std::io::BufRead;

use super::arguments::{AccountArguments, AccountCommand, AccountRole};
use super::terminal;
use crate::access::{MunicipalityRole, Role};
use crate::accounts::NewAccount;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};

pub async fn run(config: Config, arguments: AccountArguments) -> Result<()> {
    let app = App::open(config, Clock::system()).await?;
    match arguments.command {
        AccountCommand::Create { email, name, municipality, role, password_stdin: _ } => {
            let found =
                app.services.municipalities.by_code(&municipality).map(|municipality| municipality.id);
            let unknown = || {
                Error::BadInput(format!("“{municipality}” is no CBS code of a municipality, such as GM0479"))
            };
            let municipality = found.ok_or_else(unknown)?;
            let (role, municipality_role) = match role {
                AccountRole::Member => (Role::Member, MunicipalityRole::Member),
                AccountRole::Editor => (Role::Member, MunicipalityRole::Editor),
                AccountRole::Organiser => (Role::Organiser, MunicipalityRole::Member),
                AccountRole::Admin => (Role::Admin, MunicipalityRole::Member),
            };
            let password = password()?;
            let new = NewAccount { email, name, municipality, role, municipality_role, password };
            let id = app.services.accounts.create(new).await?;
            terminal::say(&format!("Made the account; its person is {}.", id.to_public()));
        }
        AccountCommand::SetPassword { email, password_stdin: _ } => {
            app.services.accounts.set_password(&email, password()?).await?;
            terminal::say("The account has a new password; its sessions have ended.");
        }
        AccountCommand::ResetSecondFactor { email } => {
            app.services.factors.reset(&email).await?;
            terminal::say("The account has no second factor any more; its sessions have ended.");
        }
    }
    app.services.db.clone().close().await
}

/// The first line of standard input.
fn password() -> Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Error::internal)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
