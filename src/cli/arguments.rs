//! What can be typed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::audit::AuditKind;
use crate::config::Source;

/// The knowledge-sharing network of BigDataGemeenten: pilots, meetings and people of Dutch municipalities.
///
/// Begin with `bigdatagemeenten demo --if-empty` and `bigdatagemeenten serve`. Every setting is a flag, an environment
/// variable (BDG_…) or a line in a TOML file (--config); the first of these that says something counts.
#[derive(Debug, Parser)]
#[command(name = "bigdatagemeenten", version, propagate_version = true)]
pub struct Cli {
    /// Settings in a TOML file: data_dir = "/var/lib/bdg", listen = "127.0.0.1:8080", …
    #[arg(long, env = "BDG_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    #[command(flatten)]
    pub settings: Source,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Migrate the database, then serve the API, the pages and the worker until SIGTERM or Ctrl-C
    Serve,
    /// Bring the database's schema up to this program's, and stop
    Migrate,
    /// Build the search index anew; a running server goes on answering meanwhile
    Reindex,
    /// Print the GraphQL schema
    Schema,
    /// Say what is wrong with this installation, and how to mend it
    Doctor,
    /// Fill an empty database with the demo network, and say how to sign in
    Demo(DemoArguments),
    /// Make accounts
    Account(AccountArguments),
    /// Say which mail domains are a municipality's: who has an address of one may join for it
    MailDomain(MailDomainArguments),
    /// Say that municipalities merge
    Municipality(MunicipalityArguments),
    /// Remove what was kept long enough, and say what; a running server does it every hour
    Retention,
    /// Have a running server send the mails about saved searches now, instead of in the morning
    SearchMails,
    /// Print the audit log as CSV, newest first
    Audit(AuditArguments),
    /// Bring in or write out the concepts that search knows other words by (docs/thesaurus.md)
    Thesaurus(ThesaurusArguments),
    /// Bring in pilots, reports and more from JSON Lines, Markdown or plain text (docs/import.md)
    Import(ImportArguments),
    /// Write everything into DIR, in the format that import reads
    Export {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Copy the embedded database of a running server into FILE, consistently
    Backup {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Put a backup in the place of the embedded database; the server must not run
    Restore {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Args, Debug)]
pub struct DemoArguments {
    /// Do nothing when the database holds something already, instead of refusing
    #[arg(long)]
    pub if_empty: bool,
}

#[derive(Args, Debug)]
pub struct AccountArguments {
    #[command(subcommand)]
    pub command: AccountCommand,
}

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make a person with an account
    Create {
        /// The address to sign in with
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// The name that others see
        #[arg(long)]
        name: String,
        /// CBS code of the municipality, such as GM0479
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// In the network; `editor` is `member` with `--municipality-role editor`
        #[arg(long, value_enum, default_value_t = AccountRole::Member)]
        role: AccountRole,
        /// For the municipality
        #[arg(long, value_enum, default_value_t = AccountMunicipalityRole::Member)]
        municipality_role: AccountMunicipalityRole,
        /// Read the password, at least 12 characters, from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Give an account a new password; its sessions end
    SetPassword {
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// Read the password, at least 12 characters, from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Let nobody sign in with an account; its sessions, tokens and links end, and its owner gets a mail
    Block {
        #[arg(long, value_name = "ADDRESS")]
        email: String,
    },
    /// Open a blocked account again; its owner gets a mail
    Unblock {
        #[arg(long, value_name = "ADDRESS")]
        email: String,
    },
    /// Remove the second factors and passkeys of an account; its sessions end
    ResetSecondFactor {
        #[arg(long, value_name = "ADDRESS")]
        email: String,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum AccountRole {
    /// Writes and shares
    Member,
    /// Writes and shares, and changes whatever belongs to the municipality
    Editor,
    /// Plans meetings and looks after what comes out of them
    Organiser,
    /// Everything
    Admin,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum AccountMunicipalityRole {
    /// Reads what is for colleagues
    Member,
    /// Changes and publishes whatever belongs to the municipality
    Editor,
    /// What an editor may, and looks after the municipality's people
    Administrator,
}

#[derive(Args, Debug)]
pub struct MailDomainArguments {
    #[command(subcommand)]
    pub command: MailDomainCommand,
}

#[derive(Debug, Subcommand)]
pub enum MailDomainCommand {
    /// Add a domain, verified
    Add {
        /// CBS code of the municipality, such as GM0479
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// What stands behind the @, such as zaanstad.nl
        #[arg(long)]
        domain: String,
    },
    /// List the domains of a municipality
    List {
        /// CBS code of the municipality, such as GM0479
        #[arg(long, value_name = "CODE")]
        municipality: String,
    },
}

#[derive(Args, Debug)]
pub struct MunicipalityArguments {
    #[command(subcommand)]
    pub command: MunicipalityCommand,
}

#[derive(Debug, Subcommand)]
pub enum MunicipalityCommand {
    /// On a day, a municipality takes over from others: their people, what they own, their place in the register
    Merge {
        /// CBS code of one that ends, such as GM0402; may be given again
        #[arg(long, required = true, value_name = "CODE")]
        from: Vec<String>,
        /// CBS code of the successor; one of today, or a new one
        #[arg(long, value_name = "CODE")]
        into: String,
        /// The name of a new successor
        #[arg(long)]
        name: Option<String>,
        /// The province of a new successor [default: that of the first that ends]
        #[arg(long)]
        province: Option<String>,
        /// The first day of the successor, in UTC; a later one than today is waited for by the server
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: NaiveDate,
    },
}

#[derive(Args, Debug)]
pub struct ThesaurusArguments {
    #[command(subcommand)]
    pub command: ThesaurusCommand,
}

#[derive(Debug, Subcommand)]
pub enum ThesaurusCommand {
    /// Bring in concepts, all or nothing; those that the file does not name stay
    Import {
        /// SKOS as Turtle (.ttl), or CSV (.csv)
        #[arg(value_name = "FILE", required_unless_present = "starter", conflicts_with = "starter")]
        file: Option<PathBuf>,
        /// The concepts that come with the program, to begin with
        #[arg(long)]
        starter: bool,
        /// What the file is, when its name does not say so
        #[arg(long, value_enum)]
        format: Option<ThesaurusFormat>,
        /// Check everything and keep nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write all concepts into FILE, or to standard output
    Export {
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// What to write, when the file's name does not say so [default: turtle]
        #[arg(long, value_enum)]
        format: Option<ThesaurusFormat>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ThesaurusFormat {
    /// SKOS as Turtle
    Turtle,
    /// One row a concept
    Csv,
}

#[derive(Args, Debug)]
pub struct AuditArguments {
    /// Only acts of this kind, such as sign_in_failed; may be given again
    #[arg(long, value_name = "KIND", value_parser = audit_kind)]
    pub kind: Vec<AuditKind>,
    /// Only acts from this day on, in UTC
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<NaiveDate>,
    /// Only acts from before this day, in UTC
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<NaiveDate>,
}

fn audit_kind(name: &str) -> Result<AuditKind, String> {
    AuditKind::from_name(name).ok_or_else(|| {
        let names: Vec<_> = AuditKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("the kinds are {}", names.join(", "))
    })
}

#[derive(Args, Debug)]
pub struct ImportArguments {
    /// .jsonl, .md with front matter, or plain text with --kind report
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What records without a kind are
    #[arg(long, value_parser = crate::transfer::record::Record::KINDS)]
    pub kind: Option<String>,
    /// Whom records without an author are by
    #[arg(long, value_name = "ADDRESS")]
    pub author: Option<String>,
    /// Publish what does not name its status
    #[arg(long)]
    pub publish: bool,
    /// Check everything and keep nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Keep what is right when something else is wrong
    #[arg(long)]
    pub keep_going: bool,
}
