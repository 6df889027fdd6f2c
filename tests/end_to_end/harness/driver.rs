//! A driver process: chromedriver or geckodriver, on a port of its own, ended with its value.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Chromium,
    Firefox,
}

pub struct Driver {
    process: Child,
    log: PathBuf,
    pub address: String,
}

impl Driver {
    /// Starts one that writes to a log, where the browser's own output goes as well.
    pub fn start(kind: Kind, log: &Path) -> Self {
        let (variable, arguments): (_, &[&str]) = match kind {
            Kind::Chromium => ("CHROMEDRIVER", &["--port=0"]),
            // Access to the system lets us read what Firefox logs.
            Kind::Firefox => (
                "GECKODRIVER",
                &["--port=0", "--websocket-port=0", "--allow-system-access"],
            ),
        };
        let program = env::var_os(variable)
            .unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask test e2e`"));
        let output = File::create(log).expect("the log can be created");
        let process = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("the log can be shared"))
            .stderr(output)
            .spawn()
            .expect("the driver starts");
        let mut driver = Self {
            process,
            log: log.to_owned(),
            address: String::new(),
        };
        driver.address = format!("http://127.0.0.1:{}", driver.port());
        driver
    }

    /// What the driver and its browser have printed.
    pub fn log(&self) -> String {
        let bytes = fs::read(&self.log).expect("the log can be read");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The port that it has chosen, once it says so.
    fn port(&self) -> u16 {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            let log = self.log();
            let port = ["started successfully on port ", "Listening on 127.0.0.1:"]
                .iter()
                .find_map(|words| log.split_once(words))
                .and_then(|(_, rest)| rest.split_once('\n'))
                .and_then(|(line, _)| line.trim_end_matches('.').parse().ok());
            if let Some(port) = port {
                return port;
            }
            sleep(Duration::from_millis(20));
        }
        panic!("the driver did not start:\n{}", self.log());
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
