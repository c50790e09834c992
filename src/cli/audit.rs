//! `audit`: the log of what matters to security.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::arguments::AuditArguments;
use super::terminal;
use crate::access::Actor;
use crate::app::App;
use crate::audit::{csv, store::Filter};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;

pub async fn run(config: Config, arguments: AuditArguments) -> Result<()> {
    let app = App::open(config, Clock::system()).await?;
    let midnight = |day: NaiveDate| -> DateTime<Utc> { day.and_time(NaiveTime::MIN).and_utc() };
    let filter = Filter {
        kinds: arguments.kind,
        since: arguments.since.map(midnight),
        until: arguments.until.map(midnight),
        ..Filter::default()
    };
    terminal::say(csv::HEADER.trim_end());
    let mut last = None;
    loop {
        let rows = app.services.audit.export(&Actor::System, &filter, last.as_ref()).await?;
        for row in &rows {
            let municipality = row.municipality.and_then(|id| app.services.municipalities.get(id));
            terminal::say(csv::line(row, municipality.map(|found| found.code.as_str())).trim_end());
        }
        last = rows.into_iter().last();
        if last.is_none() {
            return app.services.db.clone().close().await;
        }
    }
}
