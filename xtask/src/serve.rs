//! Serves the one page on this computer only.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::find;

/// Prints where the page is, and answers requests until interrupted.
pub fn serve(page: &Path) -> Result<()> {
    // The same address each time if it can be had: data in the browser belong to it.
    let listener = (8080..8090)
        .chain([0])
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .context("cannot listen on 127.0.0.1")?;
    let address = format!("http://{}/", listener.local_addr()?);
    println!("Driver Atlas: {address}");
    println!("As a file:    {}", page.display());
    println!("Press Ctrl+C to stop.");
    open(&address);
    for stream in listener.incoming().flatten() {
        let page = page.to_owned();
        // A browser that hangs up early is no trouble of ours.
        thread::spawn(move || answer(&stream, &page).ok());
    }
    Ok(())
}

fn answer(mut stream: &TcpStream, page: &Path) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().context("no request")??;
    // The headers say nothing that we need, but must be read before answering.
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let target = request.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    let (status, kind, body) = match path {
        "/" | "/index.html" => ("200 OK", "text/html; charset=utf-8", fs::read(page)?),
        _ => (
            "404 Not Found",
            "text/plain",
            b"There is only one page here: /\n".to_vec(),
        ),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )?;
    if !request.starts_with("HEAD ") {
        stream.write_all(&body)?;
    }
    Ok(())
}

/// Opens the address in the person's browser, where there is a desktop.
fn open(address: &str) {
    let has_desktop = cfg!(any(windows, target_os = "macos"))
        || env::var_os("DISPLAY").is_some()
        || env::var_os("WAYLAND_DISPLAY").is_some();
    let program = match env::consts::OS {
        "windows" => "explorer",
        "macos" => "open",
        _ => "xdg-open",
    };
    if env::var_os("CI").is_some() || !has_desktop || find(program).is_none() {
        return;
    }
    // The address stands on the screen already, so a failure here costs nothing.
    let _ = Command::new(program)
        .arg(address)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
