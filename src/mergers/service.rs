//! Planning mergers, and making those of which the day has come.

use chrono::{Days, NaiveDate};

use super::model::Merger;
use super::store;
use crate::audit::{self, Act, AuditKind};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::municipalities::Register;
use crate::outbox::{self, Event};

#[derive(Clone, Debug)]
pub struct Mergers {
    db: Db,
    clock: Clock,
    municipalities: Register,
}

impl Mergers {
    pub fn new(db: Db, clock: Clock, municipalities: Register) -> Self {
        Self { db, clock, municipalities }
    }

    /// Keeps that this is to happen. It takes the place of waiting plans that end some of the same municipalities; answers
    /// their days. Fails with `BadInput` when such a plan ends others too, which would then go on.
    pub async fn plan(&self, merger: &Merger) -> Result<Vec<NaiveDate>> {
        let tx = self.db.begin().await?;
        let mut replaced = Vec::new();
        for earlier in store::waiting(&tx).await? {
            let is_of_this = |former: &&String| merger.formers.contains(former);
            if !earlier.formers.iter().any(|former| is_of_this(&former)) {
                continue;
            }
            let others: Vec<&str> =
                earlier.formers.iter().filter(|former| !is_of_this(former)).map(String::as_str).collect();
            if !others.is_empty() {
                let (day, others) = (earlier.takes_effect, others.join(" and "));
                return Err(Error::BadInput(format!(
                    "the plan for {day} ends {others} too: name all that it ends"
                )));
            }
            store::cancel(&tx, earlier.id).await?;
            replaced.push(earlier.takes_effect);
        }
        store::plan(&tx, merger, self.clock.now()).await?;
        tx.commit().await?;
        Ok(replaced)
    }

    /// Makes every merger of which the day has come; answers how many this process made.
    pub async fn apply_due(&self) -> Result<u64> {
        let mut count = 0;
        for merger in store::due(self.db.reader(), self.clock.now().date_naive()).await? {
            if self.apply(&merger).await? {
                tracing::info!(code = merger.code, formers = ?merger.formers, "municipalities have merged");
                count += 1;
            }
        }
        if count > 0 {
            self.municipalities.refresh(self.db.reader()).await?;
        }
        Ok(count)
    }

    async fn apply(&self, merger: &Merger) -> Result<bool> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        if !store::take(&tx, merger.id, now).await? {
            return Ok(false);
        }
        let successor = store::ensure_successor(&tx, merger).await?;
        let last_day = merger.takes_effect.checked_sub_days(Days::new(1)).unwrap_or(merger.takes_effect);
        let mut changed = vec![successor.node()];
        for code in &merger.formers {
            let Some(former) = store::end(&tx, code, last_day, successor).await? else { continue };
            changed.push(former.node());
            changed.extend(store::move_people(&tx, (former, successor), now).await?);
            store::move_joining(&tx, (former, successor)).await?;
            changed.extend(store::move_contributions(&tx, (former, successor), now).await?);
            let act =
                Act::new(AuditKind::MunicipalityMerged).on(former.node()).for_municipality(Some(successor));
            audit::record(&tx, act, now).await?;
        }
        let events: Vec<_> = changed.into_iter().map(Event::Changed).collect();
        outbox::record_all(&tx, &events, now).await?;
        tx.commit().await?;
        Ok(true)
    }
}
