//! `account` and `mail-domain`: people's way in.

use std::io::BufRead;

use super::arguments::{
    AccountArguments, AccountCommand, AccountMunicipalityRole, AccountRole, MailDomainArguments,
    MailDomainCommand,
};
use super::terminal;
use crate::access::{Actor, MunicipalityRole, Role};
use crate::accounts::NewAccount;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ids::MunicipalityId;

pub async fn run(config: Config, arguments: AccountArguments) -> Result<()> {
    let app = App::open(config, Clock::system()).await?;
    match arguments.command {
        AccountCommand::Create { email, name, municipality, role, municipality_role, password_stdin: _ } => {
            let municipality = by_code(&app, &municipality)?;
            let is_editor = matches!(role, AccountRole::Editor);
            let role = match role {
                AccountRole::Member | AccountRole::Editor => Role::Member,
                AccountRole::Organiser => Role::Organiser,
                AccountRole::Admin => Role::Admin,
            };
            let municipality_role = match municipality_role {
                AccountMunicipalityRole::Member if is_editor => MunicipalityRole::Editor,
                AccountMunicipalityRole::Member => MunicipalityRole::Member,
                AccountMunicipalityRole::Editor => MunicipalityRole::Editor,
                AccountMunicipalityRole::Administrator => MunicipalityRole::Administrator,
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
        AccountCommand::Block { email } => {
            let person = app.services.accounts.person_by_email(&email).await?;
            app.services.blocks.apply(&Actor::System, (person, true), None).await?;
            terminal::say("Nobody can sign in with the account; its sessions, tokens and links have ended.");
        }
        AccountCommand::Unblock { email } => {
            let person = app.services.accounts.person_by_email(&email).await?;
            app.services.blocks.apply(&Actor::System, (person, false), None).await?;
            terminal::say("The account is open again.");
        }
        AccountCommand::ResetSecondFactor { email } => {
            app.services.factors.reset(&email).await?;
            terminal::say("The account has no second factor any more; its sessions have ended.");
        }
    }
    app.services.db.clone().close().await
}

pub async fn mail_domain(config: Config, arguments: MailDomainArguments) -> Result<()> {
    let app = App::open(config, Clock::system()).await?;
    let accounts = &app.services.accounts;
    match arguments.command {
        MailDomainCommand::Add { municipality, domain } => {
            let wanted = (municipality.as_str(), domain.as_str());
            let added = accounts.add_mail_domain(&Actor::System, wanted, None).await?;
            terminal::say(&format!("Who has an address of {} may join for {municipality}.", added.domain));
        }
        MailDomainCommand::List { municipality } => {
            let municipality = by_code(&app, &municipality)?;
            for domain in accounts.mail_domains(&Actor::System, municipality).await? {
                let state =
                    if domain.verified_at.is_some() { "verified" } else { "waits for an administrator" };
                terminal::say(&format!("{:<40} {state}", domain.domain));
            }
        }
    }
    app.services.db.clone().close().await
}

fn by_code(app: &App, code: &str) -> Result<MunicipalityId> {
    let found = app.services.municipalities.by_code(code).map(|municipality| municipality.id);
    found.ok_or_else(|| Error::BadInput(format!("“{code}” is no CBS code of a municipality, such as GM0479")))
}

/// The first line of standard input.
fn password() -> Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Error::internal)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
