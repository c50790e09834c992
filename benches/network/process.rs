//! The program as a process: its CPU time and memory, as the kernel counts them.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::{Result, postgres};

/// What a command took.
pub struct Ran {
    pub cpu: Duration,
    /// MB, at most.
    pub memory: f64,
}

/// Runs a command of the program until it ends. Fails when it does.
pub fn run(program: &str, dir: &Path, arguments: &[&str], input: Option<&str>) -> Result<Ran> {
    let backends = postgres::cpu()?;
    let mut child = command(program, dir)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(fs::File::create(dir.join("stderr.log"))?)
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        writeln!(stdin, "{}", input.unwrap_or_default())?;
    }
    let pid = child.id();
    let mut memory: f64 = 0.0;
    // A process that has ended keeps its times until it is waited for.
    while !status(pid)?.is_over {
        memory = memory.max(memory_of(pid, "VmHWM:").unwrap_or_default());
        std::thread::sleep(Duration::from_millis(20));
    }
    let cpu = status(pid)?.cpu + postgres::cpu()?.saturating_sub(backends);
    if !child.wait()?.success() {
        let said = fs::read_to_string(dir.join("stderr.log"))?;
        return Err(format!("{} failed: {said}", arguments.join(" ")).into());
    }
    Ok(Ran { cpu, memory })
}

fn command(program: &str, dir: &Path) -> Command {
    let mut command = without_settings(program);
    command.arg("--data-dir").arg(dir.join("data")).envs(postgres::setting(dir));
    command
}

/// Nothing from outside changes what is measured.
fn without_settings(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BDG_")) {
        command.env_remove(name);
    }
    command
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    dir: PathBuf,
    port: u16,
    /// What PostgreSQL had taken before.
    backends: Duration,
}

impl Server {
    pub fn start(program: &str, dir: &Path) -> Result<Self> {
        Self::spawn(&mut command(program, dir), dir)
    }

    /// The same on one core of the machine (taskset, of util-linux): another is left for the clients.
    pub fn start_on_one_core(program: &str, dir: &Path) -> Result<Self> {
        let mut pinned = without_settings("taskset");
        pinned.args(["--cpu-list", "0", program, "--data-dir"]).arg(dir.join("data"));
        Self::spawn(pinned.envs(postgres::setting(dir)), dir)
    }

    fn spawn(command: &mut Command, dir: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = command
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(dir.join("server.log"))?)
            .spawn()?;
        Ok(Self { child, dir: dir.to_owned(), port, backends: postgres::cpu()? })
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/graphql", self.port)
    }

    /// Since it was started, with what PostgreSQL took.
    pub fn cpu(&self) -> Result<Duration> {
        Ok(status(self.child.id())?.cpu + postgres::cpu()?.saturating_sub(self.backends))
    }

    /// MB: all, and what of it is no part of a file.
    pub fn memory(&self) -> Result<(f64, f64)> {
        Ok((memory_of(self.child.id(), "VmRSS:")?, memory_of(self.child.id(), "RssAnon:")?))
    }

    pub fn stop(mut self) -> Result<()> {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        if !self.child.wait()?.success() {
            return Err(fs::read_to_string(self.dir.join("server.log"))?.into());
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Status {
    cpu: Duration,
    is_over: bool,
}

/// From /proc/PID/stat (proc(5)): field 3 is the state, 14 and 15 are ticks in user and in system mode.
fn status(pid: u32) -> Result<Status> {
    let fields = fields(pid)?;
    Ok(Status { cpu: ticks(&fields[11..13])?, is_over: fields[0] == "Z" })
}

/// Of /proc/PID/stat, from the third on.
pub fn fields(pid: u32) -> Result<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("an unknown format of /proc/PID/stat")?;
    Ok(fields.split(' ').map(str::to_owned).collect())
}

/// Of fields that are ticks, together.
pub fn ticks(fields: &[String]) -> Result<Duration> {
    let ticks = fields.iter().map(|field| field.parse::<u64>()).sum::<std::result::Result<u64, _>>()?;
    Ok(Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64))
}

/// A line of /proc/PID/status, in MB.
fn memory_of(pid: u32, name: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no memory: it has ended")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024.0 / 1e6)
}

pub fn bytes_in(dir: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { bytes_in(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}
