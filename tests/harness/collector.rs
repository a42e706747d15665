//! A real OpenTelemetry collector, Rotel: it takes OTLP by HTTP and passes it on by HTTP, compressed. Never skipped: a test that needs it fails
//! where it is not installed.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The most that it may take to listen.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The collector's process, until it is dropped.
pub(crate) struct Rotel {
    child: Child,
    endpoint: String,
    _folder: TempDir,
}

impl Rotel {
    /// Starts it; what it receives it sends to `to`, at once and as it came.
    pub(crate) fn start(to: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Its ports have to be told to it: free a moment ago.
        let (http, grpc) = (free(), free());
        let mut command = Command::new(program());
        command.arg("start").args(["--exporter", "otlp", "--otlp-exporter-protocol", "http"]);
        command.args(["--batch-timeout", "10ms", "--otlp-exporter-endpoint", to]);
        command.arg("--otlp-http-endpoint").arg(format!("127.0.0.1:{http}"));
        command.arg("--otlp-grpc-endpoint").arg(format!("127.0.0.1:{grpc}"));
        command.arg("--pid-file").arg(folder.path().join("pid")).arg("--log-file").arg(folder.path().join("log"));
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let mut rotel = Self { child, endpoint: format!("http://127.0.0.1:{http}"), _folder: folder };
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, http)).is_err() {
            assert!(started.elapsed() < START_LIMIT, "the collector does not listen");
            assert!(rotel.child.try_wait().unwrap().is_none(), "the collector ended");
            thread::sleep(Duration::from_millis(20));
        }
        rotel
    }

    /// Where it takes OTLP.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for Rotel {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// As `cargo xtask test` installs it.
fn program() -> PathBuf {
    let libraries = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tools-bin/rotel/lib");
    let pythons = fs::read_dir(&libraries).into_iter().flatten().map(|entry| entry.unwrap().path());
    let agent = pythons.map(|python| python.join("site-packages/rotel/rotel-agent")).find(|agent| agent.is_file());
    agent.expect("the collector Rotel is not installed: run `cargo xtask collector` once")
}
