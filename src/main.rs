//! The program; everything is in the library.

use std::process::ExitCode;

/// Rows are allocated on the database's threads and freed on the server's; the system's allocator locks for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    bigdatagemeenten::cli::run()
}
