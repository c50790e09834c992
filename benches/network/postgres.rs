//! PostgreSQL, where scripts/bench.sh started one (`BENCH_DATABASE=postgres`).

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::Result;
use crate::process::{fields, ticks};

/// The database for a data directory, which the script made.
pub fn setting(dir: &Path) -> Option<(&'static str, String)> {
    let server = std::env::var("BENCH_POSTGRES").ok()?;
    let name = dir.file_name()?.to_string_lossy().replace('-', "_");
    Some(("BDG_DATABASE_URL", server.replace("DATABASE", &name)))
}

/// CPU time of all its processes until now; none without it.
pub fn cpu() -> Result<Duration> {
    let Ok(pid) = std::env::var("BENCH_POSTGRES_PID") else { return Ok(Duration::ZERO) };
    // Of the server itself fields 14 and 15, of its processes that have ended 16 and 17.
    let own = || -> Result<Vec<String>> { Ok(fields(pid.parse()?)?[11..15].to_vec()) };
    loop {
        let before = own()?;
        let mut cpu = ticks(&before)?;
        for entry in fs::read_dir("/proc")? {
            let Ok(child) = entry?.file_name().to_string_lossy().parse() else { continue };
            let Ok(fields) = fields(child) else { continue };
            if fields[1] == pid {
                cpu += ticks(&fields[11..13])?;
            }
        }
        // Else one ended in between, and was counted twice or not at all.
        if own()?[2..] == before[2..] {
            return Ok(cpu);
        }
    }
}
