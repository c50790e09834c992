//! The program; everything is in the library.

use std::process::ExitCode;

/// Rows are allocated on the database's threads and freed on the server's; the system's allocator locks for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // What it writes is the network's data: databases, backups, exports, mail. Nobody else on the machine reads them.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    // The allocator asks for pages of 2 MB and uses little of many: a third of the memory at rest. A kernel without them
    // has nothing to switch off.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    bigdatagemeenten::cli::run()
}
