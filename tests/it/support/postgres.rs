//! PostgreSQL for the tests: a server that is named in `BDG_TEST_POSTGRES`, or one of our own in a temporary directory.
//!
//! Our own is started by the first test that wants it, shared by all tests of the run, and ended by a watchdog when the
//! run is over, however it ends. There is no skipping: without PostgreSQL's programs the tests fail and say so.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database};
use uuid::Uuid;

const MISSING: &str = "\n\nPostgreSQL 15 or newer is needed for the tests: `initdb` and `postgres` are not in PATH and not in \
    /usr/lib/postgresql/*/bin.\nInstall it (Debian: apt install postgresql), or name a running server in \
    BDG_TEST_POSTGRES=postgres://USER:PASSWORD@HOST/postgres (its user makes and drops databases).\n";

/// An empty database, by its URL. With a server that is not ours it is dropped with the value.
pub struct TestDatabase {
    pub url: String,
    drop_through: Option<(String, String)>,
}

impl TestDatabase {
    pub async fn create() -> Self {
        let name = format!("bdg_test_{}", Uuid::now_v7().simple());
        let given = environment("BDG_TEST_POSTGRES");
        let server = match &given {
            Some(url) => url.clone(),
            None => tokio::task::spawn_blocking(|| own_server("postgres")).await.expect("PostgreSQL starts"),
        };
        run(&server, format!("CREATE DATABASE {name}")).await;
        let url = with_database(&server, &name);
        Self { url, drop_through: given.map(|server| (server, name)) }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.drop_through.take() else { return };
        // A runtime can't be entered from within another one: on a thread of its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(run(&server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        let _ = dropping.join();
    }
}

async fn run(server: &str, sql: String) {
    let connection = Database::connect(server).await.unwrap_or_else(|error| {
        panic!("PostgreSQL for the tests does not answer at {server}: {error}");
    });
    connection.execute_unprepared(&sql).await.unwrap();
    connection.close().await.unwrap();
}

fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let (host, _) = address.rsplit_once('/').expect("the URL ends in the name of a database");
    match query {
        Some(query) => format!("{host}/{name}?{query}"),
        None => format!("{host}/{name}"),
    }
}

/// The URL of `database` on the server of this run, which is started when it is not there yet.
fn own_server(database: &str) -> String {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| {
        let run = Run::current();
        let directory = std::env::temp_dir().join(format!("bdg-test-{}", run.name));
        fs::create_dir_all(&directory).unwrap();
        // The processes of one run wait here for whoever comes first.
        let lock = File::create(directory.join("lock")).unwrap();
        lock.lock().unwrap();
        if !directory.join("ready").exists() {
            start(&directory, run.ends_with);
            fs::write(directory.join("ready"), "").unwrap();
        }
        directory
    });
    format!("postgres://postgres@localhost/{database}?host={}", directory.display())
}

/// All test processes that belong together: nextest has a process for each test, `cargo test` one for all.
struct Run {
    name: String,
    /// The process whose end is the end of the run.
    ends_with: u32,
}

impl Run {
    fn current() -> Self {
        match environment("NEXTEST_RUN_ID") {
            Some(id) => Self { name: id, ends_with: std::os::unix::process::parent_id() },
            None => Self { name: std::process::id().to_string(), ends_with: std::process::id() },
        }
    }
}

#[expect(clippy::zombie_processes, reason = "it outlives the process that starts it")]
fn start(directory: &Path, ends_with: u32) {
    let programs = programs();
    let data = directory.join("data");
    let is_root = fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    // PostgreSQL refuses to run as root.
    let command = |program: &str| {
        let path = programs.join(program);
        if is_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
            command
        } else {
            Command::new(path)
        }
    };
    if is_root {
        let given = Command::new("chown").arg("postgres:").arg(directory).status();
        assert!(given.is_ok_and(|status| status.success()), "chown postgres: {}", directory.display());
    }
    let made = command("initdb")
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
        .arg(&data)
        .current_dir(directory)
        .output()
        .expect("initdb runs");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let log = File::create(directory.join("log")).unwrap();
    let server = command("postgres")
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(directory)
        .args(["-c", "listen_addresses=", "-c", "max_connections=300", "-c", "fsync=off"])
        .args(["-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB"])
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .process_group(0)
        .spawn()
        .expect("postgres runs");
    watch(ends_with, server.id(), directory);
    let begun = Instant::now();
    // The socket is there before the server takes connections; a first connection is the proof.
    while !is_ready(&programs, directory) {
        let log = || fs::read_to_string(directory.join("log")).unwrap_or_default();
        assert!(begun.elapsed() < Duration::from_secs(60), "postgres does not start:\n{}", log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The whole database as `pg_dump` writes it.
pub async fn dump(url: &str) -> Vec<u8> {
    let mut command = Command::new(programs().join("pg_dump"));
    command.arg("--dbname").arg(url);
    let dumped = tokio::task::spawn_blocking(move || command.output()).await.unwrap().expect("pg_dump runs");
    assert!(dumped.status.success(), "pg_dump: {}", String::from_utf8_lossy(&dumped.stderr));
    dumped.stdout
}

fn is_ready(programs: &Path, directory: &Path) -> bool {
    let asked = Command::new(programs.join("pg_isready")).arg("-q").arg("-h").arg(directory).status();
    asked.is_ok_and(|status| status.success())
}

/// Ends the server and removes its directory when the process `run` is gone, even if that was killed.
#[expect(clippy::zombie_processes, reason = "it outlives the process that starts it")]
fn watch(run: u32, server: u32, directory: &Path) {
    let script = "while kill -0 \"$1\" 2>/dev/null; do sleep 0.5; done
        kill -QUIT \"$2\" 2>/dev/null
        while kill -0 \"$2\" 2>/dev/null; do sleep 0.1; done
        rm -rf \"$3\"";
    Command::new("sh")
        .args(["-c", script, "watchdog", &run.to_string(), &server.to_string()])
        .arg(directory)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("sh runs");
}

/// The directory of PostgreSQL's programs, of the newest version that is there.
fn programs() -> PathBuf {
    let mut places: Vec<PathBuf> = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok())
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    places.extend(versions.into_iter().rev().map(|(_, path)| path));
    let has_all =
        |place: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|it| place.join(it).exists());
    places.into_iter().find(has_all).unwrap_or_else(|| panic!("{MISSING}"))
}

#[expect(clippy::disallowed_methods, reason = "how the tests are run is no setting of the program")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
