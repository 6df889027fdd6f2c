//! A tiny web server, or a proxy that refuses everything: both write down what they are asked.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

/// It answers until the test process ends.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Serves one page at `/`.
    pub fn of_page(page: PathBuf) -> Self {
        Self::answering(move |target| {
            (target == "/").then(|| fs::read(&page).expect("the page is there"))
        })
    }

    /// Answers nothing: as a proxy it shows what a browser would have asked of a network.
    pub fn of_nothing() -> Self {
        Self::answering(|_| None)
    }

    fn answering(body: impl Fn(&str) -> Option<Vec<u8>> + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&requests);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let request = request_line(&stream);
                let body = body(request.split(' ').nth(1).unwrap_or_default());
                record.lock().expect("no writer panics").push(request);
                let (status, body) = match body {
                    Some(body) => ("200 OK", body),
                    None => ("404 Not Found", Vec::new()),
                };
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                // A browser that hangs up early is no trouble of ours.
                let _ = stream
                    .write_all(head.as_bytes())
                    .and_then(|()| stream.write_all(&body));
            }
        });
        Self { address, requests }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The first line of each request so far, such as `GET / HTTP/1.1`.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no writer panics").clone()
    }
}

/// Reads the whole head and returns its first line; empty for a connection without a request.
fn request_line(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    lines.find(String::is_empty);
    first
}
