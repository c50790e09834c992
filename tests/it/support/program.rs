//! The real program, as somebody runs it on a command line.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::app::{PATIENCE, Place, until};
use super::client::Client;

/// The program with the settings of a place, and no others.
pub fn program(place: &Place) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bigdatagemeenten"));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("BDG_")) {
            command.env_remove(name);
        }
    }
    command.env("BDG_DATA_DIR", place.path()).env("BDG_LOG", "warn");
    if let Some(url) = place.database_url() {
        command.env("BDG_DATABASE_URL", url);
    }
    command.stdin(Stdio::null());
    command
}

/// What a command said, and whether it was content.
pub struct Said {
    pub is_success: bool,
    pub out: String,
    pub err: String,
}

/// Runs a command to its end.
pub async fn run(place: &Place, arguments: &[&str]) -> Said {
    run_with_input(place, arguments, "").await
}

pub async fn run_with_input(place: &Place, arguments: &[&str], input: &str) -> Said {
    let mut command = program(place);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let input = input.to_owned();
    let run = move || {
        let mut child = command.spawn().unwrap();
        // A command that reads nothing may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    };
    let Output { status, stdout, stderr } = tokio::task::spawn_blocking(run).await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { is_success: status.success(), out: text(stdout), err: text(stderr) }
}

impl Said {
    /// Fails when the command was not content.
    #[track_caller]
    pub fn fine(self) -> Self {
        assert!(self.is_success, "{}{}", self.out, self.err);
        self
    }
}

/// `serve`, in a process of its own; killed when it is dropped.
pub struct Server {
    pub child: Child,
    pub base: String,
}

impl Server {
    /// Starts on a port that was free a moment ago, and on another one when somebody was quicker; answers when it is
    /// ready.
    pub async fn start(place: &Place) -> Self {
        for _ in 0..5 {
            let mut server = Self::spawn(place, free_port());
            if server.comes_up().await {
                return server;
            }
        }
        panic!("the program ends by itself, on whatever port");
    }

    pub fn spawn(place: &Place, port: u16) -> Self {
        let listen = format!("127.0.0.1:{port}");
        let child = program(place)
            .args(["serve", "--listen", &listen])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, base: format!("http://{listen}") }
    }

    /// Waits until it is ready; false when it has ended instead.
    async fn comes_up(&mut self) -> bool {
        let (http, ready) = (Client::new(&self.base).http, format!("{}/readyz", self.base));
        let mut has_ended = false;
        until("the server is ready", async || {
            let answer = http.get(&ready).send().await;
            has_ended = self.child.try_wait().unwrap().is_some();
            has_ended || answer.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
        !has_ended
    }

    /// SIGKILL: no goodbyes.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }

    /// Waits for its end; answers its exit code.
    pub async fn ended(&mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), begun.elapsed());
            }
            assert!(begun.elapsed() < PATIENCE, "the program does not end");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Every file of a directory with its content, by name.
pub fn contents(directory: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}
