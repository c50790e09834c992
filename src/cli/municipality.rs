//! `municipality`: mergers.

use super::arguments::{MunicipalityArguments, MunicipalityCommand};
use super::terminal;
use crate::app::App;
use crate::cli::data::bring_index_up_to_date;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::mergers::Merger;

pub async fn run(config: Config, arguments: MunicipalityArguments) -> Result<()> {
    let app = App::open(config, Clock::system()).await?;
    match arguments.command {
        MunicipalityCommand::Merge { from, into, name, province, on } => {
            let successor = (into.as_str(), name.as_deref(), province.as_deref());
            let merger = Merger::new(&app.services.municipalities, successor, &from, on)?;
            for day in app.services.mergers.plan(&merger).await? {
                terminal::say(&format!("The plan for {day} is replaced."));
            }
            if app.services.mergers.apply_due().await? > 0 {
                bring_index_up_to_date(&app).await?;
                terminal::say(&format!("{} has taken over from {}.", merger.name, merger.formers.join(", ")));
            } else {
                let formers = merger.formers.join(", ");
                terminal::say(&format!("Planned: {} takes over from {formers} on {on}.", merger.name));
            }
        }
    }
    app.services.db.clone().close().await
}
