//! What a good client notices of a flood of bad requests, with the server on one core: bombs, floods of sign-ins, bodies
//! that are too large, and clients that say little, slowly.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::Result;

/// Searches of the good client, one after another.
const SEARCHES: usize = 1_000;
/// Connections of each kind of flood; every one of them asks as fast as it is answered.
const CONNECTIONS: usize = 4;
const SLOW: usize = 300;
/// Until the flood is at its height.
const RISE: Duration = Duration::from_secs(2);

/// Of one good client's search, in ms, and how many bad requests a second were answered beside it.
pub struct Flooded {
    pub before: f64,
    pub during: f64,
    pub refused: f64,
}

pub async fn measure(url: &str, searches: &[Value]) -> Result<Flooded> {
    let bodies: Vec<String> = searches.iter().map(Value::to_string).collect();
    good(url, &bodies).await?;
    let before = good(url, &bodies).await?;
    let (is_over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    // On a thread of its own: the good client shall wait for the server, and not for what floods it.
    let flood = std::thread::spawn({
        let (url, is_over, answered) = (url.to_owned(), is_over.clone(), answered.clone());
        move || all_bad(&url, &is_over, &answered)
    });
    tokio::time::sleep(RISE).await;
    let (begun, count) = (Instant::now(), answered.load(Ordering::Relaxed));
    let during = good(url, &bodies).await;
    let refused = (answered.load(Ordering::Relaxed) - count) as f64 / begun.elapsed().as_secs_f64();
    is_over.store(true, Ordering::Relaxed);
    flood.join().map_err(|_| "the flood broke off")??;
    Ok(Flooded { before, during: during?, refused })
}

/// Until it is over.
fn all_bad(url: &str, is_over: &Arc<AtomicBool>, answered: &Arc<AtomicU64>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut floods = tokio::task::JoinSet::new();
        for kind in [bombs(), sign_ins(), oversized()] {
            let kind = Arc::new(kind);
            for _ in 0..CONNECTIONS {
                floods.spawn(bad(url.to_owned(), kind.clone(), is_over.clone(), answered.clone()));
            }
        }
        for _ in 0..SLOW {
            floods.spawn(slow(url.to_owned(), is_over.clone()));
        }
        while !is_over.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        floods.shutdown().await;
    });
    Ok(())
}

/// The 99th percentile, in ms. Fails when a search is not answered.
async fn good(url: &str, bodies: &[String]) -> Result<f64> {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(60)).build()?;
    let mut times = Histogram::<u64>::new(3)?;
    for i in 0..SEARCHES {
        let request =
            client.post(url).header(CONTENT_TYPE, "application/json").header(ACCEPT, "application/json");
        let begun = Instant::now();
        let answer = request.body(bodies[i % bodies.len()].clone()).send().await?.bytes().await?;
        times.record(u64::try_from(begun.elapsed().as_micros())?)?;
        if !answer.starts_with(b"{\"data\":{") {
            return Err(String::from_utf8_lossy(&answer[..answer.len().min(500)]).into());
        }
    }
    Ok(times.value_at_quantile(0.99) as f64 / 1_000.0)
}

async fn bad(url: String, bodies: Arc<Vec<String>>, is_over: Arc<AtomicBool>, answered: Arc<AtomicU64>) {
    let client = reqwest::Client::new();
    for i in 0.. {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        let body = bodies[i % bodies.len()].clone();
        // What is refused before it was read ends as a broken connection: that is an answer too.
        let request = client.post(&url).header(CONTENT_TYPE, "application/json").body(body);
        if let Ok(answer) = request.send().await {
            let _ = answer.bytes().await;
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

/// Documents that cost the square or the power of their length, where nobody looks (docs/security.md).
fn bombs() -> Vec<String> {
    let fragments: String =
        (0..25).map(|i| format!("fragment A{i} on Query {{ ...A{} ...A{} }} ", i + 1, i + 1)).collect();
    let fragments = format!("{{ ...A0 }} {fragments} fragment A25 on Query {{ __typename }}");
    let aliases: String = (0..900).map(|i| format!("a{i}: __typename ")).collect();
    let wide: String = (0..400).map(|_| "pilots(first: 100) { nodes { title slug } } ").collect();
    let deep = format!("{}{}", "{ themes { narrower ".repeat(300), "} }".repeat(300));
    let brackets = format!("{{ pilots(filter: {}", "[".repeat(15_000));
    let dear = "{ municipalities(first: 100) { nodes { people(first: 100) { nodes { pilots(first: 100) { totalCount } } } } } }";
    let previews: String = (0..29).map(|i| format!("a{i}: markdownPreview(markdown: $m) ")).collect();
    let markdown = format!("[^1]: x\n\n{}", "[^1]".repeat(12_000));
    let preview = |fields: &str| {
        json!({ "query": format!("query($m: String!) {{ {fields} }}"), "variables": { "m": markdown } })
            .to_string()
    };
    [fragments, format!("{{ {aliases} }}"), format!("{{ {wide} }}"), deep, brackets, dear.to_owned()]
        .iter()
        .map(|query| json!({ "query": query }).to_string())
        .chain([preview(&previews), preview("markdownPreview(markdown: $m)")])
        .collect()
}

fn sign_ins() -> Vec<String> {
    let attempt = |i: usize| {
        let input =
            json!({ "email": format!("iemand{i}@voorbeeld.nl"), "password": "een geraden wachtwoord" });
        let query = "mutation($input: LogInInput!) { a: logIn(input: $input) { userErrors { code } }
            b: logIn(input: $input) { userErrors { code } } c: logIn(input: $input) { userErrors { code } } }";
        json!({ "query": query, "variables": { "input": input } }).to_string()
    };
    (0..500).map(attempt).collect()
}

fn oversized() -> Vec<String> {
    let body = |bytes: usize| {
        json!({ "query": "{ __typename }", "extensions": { "x": "x".repeat(bytes) } }).to_string()
    };
    vec![body(1_000_000), body(300_000), body(250_000)]
}

/// A request that never ends, a byte a second; begun again when it is cut off.
async fn slow(url: String, is_over: Arc<AtomicBool>) {
    let address = url.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
    while !is_over.load(Ordering::Relaxed) {
        let Ok(mut stream) = TcpStream::connect(&address).await else { return };
        let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
        for byte in head.bytes().chain(std::iter::repeat(b' ')) {
            if is_over.load(Ordering::Relaxed) || stream.write_all(&[byte]).await.is_err() {
                break;
            }
            if byte == b' ' || byte == b'{' {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
